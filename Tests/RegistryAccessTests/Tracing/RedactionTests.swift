import HTTPTransport
import HTTPTypes
import Testing

@testable import RegistryAccess

/// What may be shown of requests and replies.
@Suite struct RedactionTests {
    private static let secret = "s3cr3t-t0ken"

    private func field(_ name: String, _ value: String) throws -> HTTPField {
        HTTPField(name: try #require(HTTPField.Name(name)), value: value)
    }

    private func shown(_ name: String, _ value: String, sent: HTTPFields = [:]) throws -> String {
        Redaction(sent: sent).value(try field(name, value))
    }

    @Test(arguments: [
        ("Authorization", "Bearer \(secret)", "Bearer <redacted>"), ("Authorization", secret, "<redacted>"),
        ("Proxy-Authorization", "Basic \(secret)", "Basic <redacted>"),
        ("Set-Cookie", "session=\(secret)", "<redacted>"), ("X-Registry-Auth", secret, "<redacted>"),
        ("X-Anything-New", secret, "<redacted>"),
        ("Location", "https://u:\(secret)@h/p?X-Amz-Signature=\(secret)", "https://h/p?X-Amz-Signature=<redacted>"),
        ("Location", "//u:\(secret)@h/p", "//h/p"), ("Location", "/p?\(secret)", "/p?<redacted>"),
        ("Location", "/p#access_token=\(secret)", "/p"), ("Location", "https://u:x@y:\(secret)@h/p", "https://h/p"),
        ("Link", "</v2/_catalog?last=\(secret)&n=2>; rel=\"next\"", "</v2/_catalog?last=<redacted>&n=2>; rel=\"next\""),
        ("Link", "</a>; rel=next, </b?t=\(secret)>", "</a<redacted>"),
        (
            "WWW-Authenticate",
            "Bearer realm=\"https://u:\(secret)@a/t?k=\(secret)\",service=\"s\",nonce=\"\(secret)\"",
            "bearer nonce=<redacted>,realm=\"https://a/t?k=<redacted>\",service=\"s\""
        ), ("WWW-Authenticate", "Negotiate \(secret)", "negotiate"),
    ])
    func `fields that may hold a secret are redacted`(name: String, value: String, expected: String) throws {
        #expect(try shown(name, value).trimmed == expected)
    }

    @Test(arguments: [
        ("Content-Type", "application/json"), ("Docker-Content-Digest", "sha256:ab"),
        ("RateLimit-Remaining", "99;w=21600"), ("Location", "https://cdn.example/blob"),
    ])
    func `harmless fields are shown unchanged`(name: String, value: String) throws {
        #expect(try shown(name, value) == value)
    }

    @Test func `query names are shown, and only harmless values`() throws {
        let url = try HTTPURL("https://auth.example/token?service=r&scope=repository:a/b:pull&token=\(Self.secret)")
        let text = Redaction(sent: [:]).url(url)
        #expect(text == "https://auth.example/token?service=r&scope=repository:a/b:pull&token=<redacted>")
    }

    @Test func `credentials echoed elsewhere are redacted`() throws {
        let bearer: HTTPFields = [.authorization: "Bearer \(Self.secret)"]
        #expect(try shown("Warning", "299 - \"bad \(Self.secret)\"", sent: bearer) == "299 - \"bad <redacted>\"")
        // "fleet:s3cr3t-t0ken"
        let basic: HTTPFields = [.authorization: "Basic ZmxlZXQ6czNjcjN0LXQwa2Vu"]
        #expect(
            Redaction(sent: basic).text("no \(Self.secret), no ZmxlZXQ6czNjcjN0LXQwa2Vu")
                == "no <redacted>, no <redacted>")
        let echo = try HTTPURL("https://r.example/v2/\(Self.secret)/x")
        #expect(Redaction(sent: bearer).url(echo) == "https://r.example/v2/<redacted>/x")
    }
}

extension String {
    /// Without the trailing space of a challenge without parameters.
    fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}
