import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

@Suite struct ProxyTests {
    private func transport(_ proxy: FaultServer, login: String = "u:p@") throws -> CurlTransport {
        let url = "http://\(login)127.0.0.1:\(proxy.port)"
        let proxies = try ProxySettings(environment: ["http_proxy": url, "https_proxy": url])
        return try CurlTransport(configuration: CurlTransport.Configuration(proxies: proxies))
    }

    private func request(_ url: String) throws -> TransferRequest {
        TransferRequest(
            url: try HTTPURL(url), fields: [.authorization: "Bearer secret"], deadline: .now + .generous)
    }

    @Test func `CONNECT carries the proxy's login and not the registry's`() async throws {
        let proxy = try FaultServer(always: [.reply("502 Bad Gateway"), .close])
        let failure = await outcome(of: try request("https://r.example/v2/"), over: try transport(proxy))
        #expect(failure.failureKind == .connection)
        let connect = try #require(proxy.requests.first)
        #expect(connect.method == "CONNECT")
        #expect(connect.target == "r.example:443")
        #expect(connect.values(of: "Authorization").isEmpty)
        #expect(connect.values(of: "Proxy-Authorization") == ["Basic dTpw"])
    }

    @Test func `a proxy's reply to CONNECT is never the registry's reply`() async throws {
        for status in ["200 OK", "401 Unauthorized", "407 Proxy Authentication Required"] {
            let proxy = try FaultServer(always: [
                .reply(status, fields: ["WWW-Authenticate: Basic realm=x", "Docker-Content-Digest: x"], body: "{}"),
                .close,
            ])
            let outcome = await outcome(of: try request("https://r.example/v2/"), over: try transport(proxy))
            #expect(outcome.status == nil, "\(status)")
            #expect(proxy.requests.allSatisfy { $0.values(of: "Authorization").isEmpty })
        }
    }

    @Test func `a plain http request goes to the proxy with the whole URL`() async throws {
        let proxy = try FaultServer(always: [.reply(body: "x")])
        #expect(await outcome(of: try request("http://r.example/v2/"), over: try transport(proxy)).status == 200)
        #expect(proxy.requests.map(\.target) == ["http://r.example/v2/"])
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data", "https://10.0.0.1/v2/", "http://2852039166/", "http://a.localhost/",
        "https://[fd00:ec2::254]/",
    ])
    func `a private address is refused although the proxy would connect to it`(url: String) async throws {
        let proxy = try FaultServer(always: [.reply(body: "x")])
        #expect(await outcome(of: try request(url), over: try transport(proxy)).failureKind == .addressRefused)
        #expect(proxy.requests.isEmpty)
    }
}
