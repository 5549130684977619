import HTTPTransport
import HTTPTypes
import Testing

@Suite struct HeaderCollectorTests {
    private func collect(_ lines: String...) throws -> HeaderCollector {
        var collector = HeaderCollector(limits: .init())
        for line in lines { try collector.append(Array((line + "\r\n").utf8)) }
        return collector
    }

    @Test func `fields keep their order, repetition and spelling`() throws {
        let header = try collect(
            "HTTP/1.1 401 Unauthorized", "WWW-Authenticate: Negotiate", "www-authenticate:Basic realm=\"x\" ", "Empty:",
            "")
        #expect(header.isComplete)
        #expect(header.status == 401)
        #expect(
            header.fields.map { "\($0.name.rawName)=\($0.value)" } == [
                "WWW-Authenticate=Negotiate", "www-authenticate=Basic realm=\"x\"", "Empty=",
            ])
    }

    @Test func `each status line starts over, so only the final reply's fields are kept`() throws {
        let header = try collect(
            "HTTP/1.1 103 Early Hints", "Link: <a>", "Content-Length: 7", "", "HTTP/2 200", "content-type: text/plain",
            "")
        #expect(header.status == 200)
        #expect(header.fields.map(\.name.canonicalName) == ["content-type"])
        #expect(header.declaredLength == nil)
    }

    @Test func `an interim reply is not a reply`() throws {
        #expect(try !collect("HTTP/1.1 100 Continue", "").isComplete)
    }

    @Test func `trailers are ignored, even if they look like a status line`() throws {
        let header = try collect(
            "HTTP/1.1 200 OK", "A: b", "", "HTTP/1.1 302 Found", "Location: https://evil.example/", "")
        #expect(header.status == 200)
        #expect(header.fields.map(\.name.rawName) == ["A"])
    }

    @Test func `a folded line continues the previous field`() throws {
        #expect(try collect("HTTP/1.1 200 OK", "A: b", "  c", "\td", "").fields.map(\.value) == ["b c d"])
    }

    @Test(arguments: [["Content-Length: 5"], ["Content-Length: 5", "content-length: 5"], ["Content-Length: 5, 5"]])
    func `equal repeated lengths count as one`(_ lines: [String]) throws {
        var collector = HeaderCollector(limits: .init())
        for line in ["HTTP/1.1 200 OK"] + lines + [""] { try collector.append(Array((line + "\r\n").utf8)) }
        #expect(collector.declaredLength == 5)
    }

    @Test(arguments: [
        ["HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 6", ""],
        ["HTTP/1.1 200 OK", "Content-Length: 5, 6", ""],
        ["HTTP/1.1 200 OK", "Content-Length: -1", ""],
        ["HTTP/1.1 200 OK", "Content-Length: 0x10", ""],
        ["HTTP/1.1 200 OK", "Content-Length: 99999999999999999999", ""],
        ["HTTP/1.1 200 OK", "Content-Length:", ""],
        ["HTTP/1.1 200 OK", "Content-Length : 5"],
        ["HTTP/1.1 200 OK", "no colon"],
        ["HTTP/1.1 200 OK", ": no name"],
        ["HTTP/1.1 200 OK", "A: b\u{0}c"],
        ["HTTP/1.1 200 OK", "A: b\rc"],
        ["HTTP/1.1 200 OK", " folded into nothing"],
        ["HTTP/1.1 2000 OK"],
        ["HTTP/1.1 OK"],
        ["HTTP/1.1 +20 OK"],
        ["A: b"],
    ])
    func `an ambiguous header is refused`(_ lines: [String]) {
        var collector = HeaderCollector(limits: .init())
        #expect {
            for line in lines { try collector.append(Array((line + "\r\n").utf8)) }
        } throws: { error in
            if case .malformed? = error as? HeaderCollector.Violation { true } else { false }
        }
    }

    @Test func `header size is limited in bytes and lines, summed over all interim replies`() throws {
        var limits = HeaderCollector.Limits()
        limits.bytes = 1000
        limits.lines = 10
        var many = HeaderCollector(limits: limits)
        #expect(throws: HeaderCollector.Violation.tooLarge) {
            for _ in 0..<10 {
                try many.append(Array("HTTP/1.1 103 Early Hints\r\n".utf8))
                try many.append(Array("\r\n".utf8))
            }
        }
        var long = HeaderCollector(limits: limits)
        try long.append(Array("HTTP/1.1 200 OK\r\n".utf8))
        #expect(throws: HeaderCollector.Violation.tooLarge) {
            try long.append(Array("A: \(String(repeating: "b", count: 1000))\r\n".utf8))
        }
    }
}
