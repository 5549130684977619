import HTTPTransport
import Testing

@Suite struct HTTPURLTests {
    @Test(arguments: [
        ("https://ghcr.io/v2/", "https://ghcr.io:443/v2/"),
        ("https://GHCR.io", "https://ghcr.io:443/"),
        ("HTTP://registry.example:5000/a?b=c&d", "http://registry.example:5000/a?b=c&d"),
        ("https://registry.example:443/a", "https://registry.example:443/a"),
        ("https://registry.example/a#part", "https://registry.example:443/a"),
        ("https://registry.example/a/../../b/./c", "https://registry.example:443/b/c"),
        ("https://registry.example?q=1", "https://registry.example:443/?q=1"),
        ("https://registry.example/caf\u{E9}", "https://registry.example:443/caf%c3%a9"),
        ("https://%65xample.org/", "https://example.org:443/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example:443/"),
    ])
    func `a URL is parsed into scheme, host, port and path`(_ text: String, _ expected: String) throws {
        #expect(try HTTPURL(text).description == expected)
    }

    @Test(arguments: [
        "/", "/v2/a/b/manifests/1.0", "/v2/a/b/blobs/sha256:ab", "/v2/a/../b", "/v2/./a", "/.", "/..", "//a",
        "/a//b",
        "/a?b=c", "/a#b", "/a%2e%2e/b", "/caf\u{E9}", "/a~b_c-d", "a", "", "/a b", "/a\\b", "@evil.example/",
    ])
    func `appending a path to an origin equals parsing the whole URL`(_ path: String) throws {
        for place in ["https://registry.example/x?y=z", "http://[::1]:5000"] {
            let base = try HTTPURL(place)
            #expect((try? HTTPURL(base, path: path)) == (try? HTTPURL(base.origin + path)))
        }
    }

    @Test(arguments: ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0x7f000001", "127.0.0.1", "%31%32%37.0.0.1"])
    func `every spelling of an IPv4 address is the same host`(_ host: String) throws {
        #expect(try HTTPURL("http://\(host)/").host == "127.0.0.1")
    }

    @Test(arguments: [
        ("[::1]", "::1"), ("[0:0:0:0:0:0:0:1]", "::1"), ("[2001:DB8:0::1]", "2001:db8::1"),
        ("[::ffff:7f00:1]", "::ffff:127.0.0.1"), ("[::FFFF:127.0.0.1]", "::ffff:127.0.0.1"),
    ])
    func `every spelling of an IPv6 address is the same host`(_ host: String, _ expected: String) throws {
        let url = try HTTPURL("https://\(host):5000/v2/")
        #expect(url.host == expected)
        #expect(url.origin == "https://[\(expected)]:5000")
        #expect(try HTTPURL(url.description) == url)
    }

    @Test(arguments: [
        ("", HTTPURLError.Reason.empty),
        ("ftp://registry.example/", .unsupportedScheme),
        ("file:///etc/passwd", .unsupportedScheme),
        ("gopher://registry.example/", .unsupportedScheme),
        ("registry.example/v2/", .unsupportedScheme),
        ("javascript:alert(1)", .unsupportedScheme),
        ("https://user@registry.example/", .userInformation),
        ("https://user:secret@registry.example/", .userInformation),
        ("https://:@registry.example/", .userInformation),
        ("https://registry.example:0/", .badPort),
        ("https://registry.example:65536/", .badPort),
        ("https://registry.example:http/", .badPort),
        ("https://[::1/", .badHost),
        ("https://[::1%25eth0]/", .badHost),
        ("https://regi stry.example/", .forbiddenCharacter),
        ("https://registry.example/a b", .forbiddenCharacter),
        ("https://registry.example/a\r\nX: y", .forbiddenCharacter),
        ("https://registry.example/a\tb", .forbiddenCharacter),
        ("https://registry.example/\u{0}", .forbiddenCharacter),
        ("https://registry.example/\u{7F}", .forbiddenCharacter),
        ("https://registry.example\\@other.example/", .forbiddenCharacter),
        ("https://regi%0astry.example/", .badHost),
        ("https://regi%00stry.example/", .badHost),
        ("https:///", .badHost),
    ])
    func `anything but an http or https URL is refused with a specific reason`(
        _ text: String, _ reason: HTTPURLError.Reason
    ) {
        let error = #expect(throws: HTTPURLError.self) { try HTTPURL(text) }
        #expect(error?.reason == reason, "\(error.map(\.message) ?? "")")
    }

    @Test func `a URL error does not repeat the URL, which may hold a secret`() {
        let error = #expect(throws: HTTPURLError.self) { try HTTPURL("https://user:hunter2@registry.example/") }
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test func `a non-ASCII host name is refused, but its ASCII form is accepted`() throws {
        let error = #expect(throws: HTTPURLError.self) { try HTTPURL("https://b\u{FC}cher.example/") }
        #expect(error?.reason == .badHost)
        #expect(try HTTPURL("https://xn--bcher-kva.example/").host == "xn--bcher-kva.example")
    }

    @Test(arguments: [
        ("/v2/b?last=x", "https://registry.example:5000/v2/b?last=x"),
        ("c", "https://registry.example:5000/v2/a/c"),
        ("../c", "https://registry.example:5000/v2/c"),
        ("?last=b", "https://registry.example:5000/v2/a/list?last=b"),
        ("//other.example/x", "https://other.example:443/x"),
        ("http://127.1/x", "http://127.0.0.1:80/x"),
        ("https://cdn.example/blob?sig=a%2Fb#f", "https://cdn.example:443/blob?sig=a%2Fb"),
    ])
    func `a relative reference is resolved against its base URL`(_ reference: String, _ expected: String) throws {
        let base = try HTTPURL("https://registry.example:5000/v2/a/list?n=2")
        #expect(try HTTPURL(reference, relativeTo: base).description == expected)
    }

    @Test(arguments: ["ftp://registry.example/x", "file:///etc/passwd", "https://u:p@registry.example/", "a b", ""])
    func `a relative reference cannot change to another scheme or add user information`(_ reference: String) throws {
        let base = try HTTPURL("https://registry.example/v2/")
        #expect(throws: HTTPURLError.self) { try HTTPURL(reference, relativeTo: base) }
    }

    @Test func `appended query items are encoded and keep the existing query`() throws {
        let url = try HTTPURL("https://auth.example/token")
        let once = url.appending(query: [("service", "a b&c"), ("scope", "repository:x/y:pull")])
        #expect(once.pathAndQuery == "/token?service=a%20b%26c&scope=repository%3Ax%2Fy%3Apull")
        #expect(once.appending(query: [("n", "\u{E9}")]).pathAndQuery == once.pathAndQuery + "&n=%C3%A9")
        #expect(
            try HTTPURL("https://auth.example/token?a=1&").appending(query: [("b", "")]).pathAndQuery == "/token?a=1&b="
        )
        #expect(url.appending(query: []) == url)
        #expect(try HTTPURL(once.description) == once)
    }
}
