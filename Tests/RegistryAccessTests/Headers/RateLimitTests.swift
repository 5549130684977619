import HTTPTransport
import HTTPTypes
import Testing

@testable import RegistryAccess

@Suite struct RateLimitTests {
    private func limit(_ remaining: String, _ limit: String? = nil, reset: String? = nil) throws -> RateLimit? {
        var fields: HTTPFields = [:]
        for (name, value) in [
            ("RateLimit-Remaining", remaining), ("ratelimit-limit", limit), ("RateLimit-Reset", reset),
        ] {
            fields[try #require(HTTPField.Name(name))] = value
        }
        return RateLimit(HTTPFields(fields))
    }

    @Test func `Docker Hub's rate limit fields are read`() throws {
        let hub = try #require(try limit("20;w=21600", "100;w=21600"))
        #expect(hub.remaining == 20)
        #expect(hub.limit == 100)
        #expect(hub.window == .seconds(21600))
        #expect(hub.exhaustion == nil)
    }

    @Test func `the policy with the least remaining counts`() throws {
        let tight = try #require(try limit("20;w=21600, 0;w=1", "100;w=21600, 10;w=1"))
        #expect(tight.limit == 10)
        #expect(tight.exhaustion == .seconds(1))
    }

    @Test func `an exhausted limit is waited for until it resets`() throws {
        #expect(try limit("0;w=21600", "100;w=21600", reset: "7")?.exhaustion == .seconds(7))
        #expect(try limit("0", reset: "7")?.exhaustion == .seconds(7))
        #expect(try limit("0")?.exhaustion == nil)
    }

    @Test(arguments: ["", "x", "-1", "1.5", ";w=1", "99999999999999999999"])
    func `nonsense values are ignored`(value: String) throws {
        #expect(try limit(value) == nil)
    }

    @Test(
        arguments: [
            (#"299 - "be gone""#, "be gone"), (#"299 - "a \"b\" \\ c""#, #"a "b" \ c"#), (#"299 - "é""#, "é"),
            (#"299 - """#, nil), (#"299 registry.example "x""#, nil), (#"199 - "x""#, nil), (#"299 - "x"#, nil),
            (#"299 - x"#, nil), (#"299 - "x" "Wed, 21 Oct 2026 07:28:00 GMT""#, nil), (#"299 - "x\"#, nil),
            ("299 - \"a\u{1B}[31m\"", nil), ("299 - \"a\u{7F}\"", nil), ("299  - \"x\"", nil), ("", nil),
        ] as [(String, String?)])
    func `a registry's warning is reduced to its text`(field: String, text: String?) {
        #expect(RegistryWarning.text(field) == text)
    }
}
