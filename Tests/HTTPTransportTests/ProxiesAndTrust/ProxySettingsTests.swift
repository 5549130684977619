import Testing

@testable import HTTPTransport

@Suite struct ProxySettingsTests {
    private func proxy(for url: String, _ environment: [String: String]) throws -> String? {
        try ProxySettings(environment: environment).proxy(for: HTTPURL(url))?.url.authority
    }

    @Test func `each scheme has its variable, lower case first, and ALL_PROXY is for both`() throws {
        let environment = [
            "HTTPS_PROXY": "http://upper:1", "https_proxy": "http://lower:1", "HTTP_PROXY": "plain:3128",
            "ALL_PROXY": "http://all:1",
        ]
        #expect(try proxy(for: "https://r.example", environment) == "lower:1")
        #expect(try proxy(for: "http://r.example", environment) == "plain:3128")
        #expect(try proxy(for: "https://r.example", ["ALL_PROXY": "http://all:1"]) == "all:1")
        #expect(try proxy(for: "https://r.example", ["HTTP_PROXY": "http://plain:1"]) == nil)
        #expect(try proxy(for: "https://r.example", ["HTTPS_PROXY": ""]) == nil)
    }

    @Test func `HTTP_PROXY is ignored in CGI`() throws {
        let environment = ["HTTP_PROXY": "http://evil:1", "REQUEST_METHOD": "GET"]
        #expect(try proxy(for: "http://r.example", environment) == nil)
        #expect(try proxy(for: "http://r.example", environment.merging(["http_proxy": "http://p:1"]) { $1 }) == "p:1")
    }

    @Test(arguments: [
        ("*", "r.example", false), ("example", "r.example", false), ("r.example", "r.example", false),
        ("r.example", "sub.r.example", false), ("r.example", "notr.example", true), (".r.example", "r.example", true),
        (".r.example", "a.r.example", false), ("*.r.example", "r.example", true), ("*.r.example", "a.r.example", false),
        ("R.EXAMPLE", "r.example", false), ("r.example:443", "r.example", false), ("r.example:8443", "r.example", true),
        ("a.example, r.example", "r.example", false), ("10.0.0.0/8", "10.1.2.3", false),
        ("10.0.0.0/8", "11.1.2.3", true), ("192.168.1.0/25", "192.168.1.127", false),
        ("192.168.1.0/25", "192.168.1.128", true), ("10.1.2.3", "10.1.2.3", false), ("10.1.2.3:443", "10.1.2.3", false),
        ("fd00::/8", "[fd12::1]", false), ("[fd12::1]", "[fd12::1]", false), ("10.0.0.0/33", "10.1.2.3", true),
        (",,", "r.example", true), ("", "r.example", true),
    ])
    func `hosts in NO_PROXY are requested directly`(list: String, host: String, isProxied: Bool) throws {
        let found = try proxy(for: "https://\(host)", ["https_proxy": "http://p:1", "NO_PROXY": list])
        #expect(found == (isProxied ? "p:1" : nil))
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.1", "[::1]"])
    func `the machine itself is always requested directly`(host: String) throws {
        #expect(try proxy(for: "https://\(host):5000", ["https_proxy": "http://p:1"]) == nil)
    }

    @Test func `a proxy's login is taken out of its URL`() throws {
        let settings = try ProxySettings(environment: ["https_proxy": "http://u%40x:p%3Aw:d@proxy.example:3128/"])
        let proxy = try #require(settings.proxy(for: HTTPURL("https://r.example")))
        #expect(proxy.user == "u@x")
        #expect(proxy.password == "p:w:d")
        #expect(!proxy.url.description.contains("p:w"))
    }

    @Test(arguments: ["socks5://p:1", "http://", "http://u:hunter2@", "http://a b", "://"])
    func `an invalid proxy is an error that does not show its value`(value: String) throws {
        let error = try #require(throws: ProxySettings.Mistake.self) {
            try ProxySettings(environment: ["HTTPS_PROXY": value])
        }
        #expect(error.description.hasPrefix("HTTPS_PROXY: error: "))
        #expect(!error.description.contains("hunter2"))
    }
}
