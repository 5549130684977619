import Glibc
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

/// Requests as they are sent.
@Suite struct RequestTests {
    private let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    @Test func `a request carries only what the caller set`() async throws {
        let server = try FaultServer(always: [.reply()])
        let fields: HTTPFields = [.userAgent: "polyarch/1", .accept: "text/plain"]
        _ = try await transport.exchange(.local(server.origin + "/v2/a?b=c", fields: fields))
        let request = try #require(server.requests.first)
        #expect(request.method == "GET")
        #expect(request.target == "/v2/a?b=c")
        #expect(
            request.fields.map { "\($0.name): \($0.value)" }.sorted() == [
                "Accept-Encoding: identity", "Accept: text/plain", "Host: 127.0.0.1:\(server.port)",
                "User-Agent: polyarch/1",
            ])
    }

    @Test func `.netrc is ignored`() async throws {
        // In a process of its own, as the environment is shared by all tests.
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryDirectory()
            let path = try folder.write(
                "machine 127.0.0.1 login u password p\ndefault login u password p\n", to: ".netrc")
            for (name, value) in [("HOME", folder.path), ("NETRC", path)] { unsafe setenv(name, value, 1) }
            let server = try FaultServer(always: [.reply()])
            _ = try await CurlTransport().exchange(.local(server.origin + "/"))
            #expect(server.requests.map { $0.values(of: "Authorization") } == [[]])
        }
    }

    @Test func `repeated fields are sent as separate lines, and empty values are kept`() async throws {
        let server = try FaultServer(always: [.reply()])
        var fields = HTTPFields()
        let name = try #require(HTTPField.Name("X-Thing"))
        for value in ["a", "", "b"] { fields.append(HTTPField(name: name, value: value)) }
        _ = try await transport.exchange(.local(server.origin, fields: fields))
        #expect(server.requests.first?.values(of: "X-Thing") == ["a", "", "b"])
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, ""), (.head, ""), (.post, "a=b&c=d"), (.post, ""), (.put, "x"), (.delete, ""),
        (.patch, "y"), (.get, "odd"),
    ])
    func `every method is sent as given, with its body and no extra fields`(
        _ method: HTTPRequest.Method, _ body: String
    ) async throws {
        let server = try FaultServer(always: [.send("HTTP/1.1 204 No Content\r\n\r\n")])
        _ = try await transport.exchange(.local(server.origin, method: method, body: Array(body.utf8)))
        let request = try #require(server.requests.first)
        #expect(request.method == method.rawValue)
        #expect(request.body == Array(body.utf8))
        #expect(request.values(of: "Content-Type").isEmpty)
        #expect(request.values(of: "Expect").isEmpty)
    }

    @Test func `a large body is sent whole without waiting for a 100 reply`() async throws {
        let server = try FaultServer(always: [.reply()])
        let body = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 / 7) }
        _ = try await transport.exchange(.local(server.origin, method: .post, body: body))
        #expect(server.requests.first?.body == body)
    }

    @Test func `no state of one request leaks into the next`() async throws {
        let server = try FaultServer(always: [.reply(fields: ["Set-Cookie: sid=1; Path=/"])])
        let secret: HTTPFields = [.authorization: "Bearer secret"]
        _ = try await transport.exchange(.local(server.origin, method: .post, fields: secret, body: Array("b".utf8)))
        _ = try await transport.exchange(.local(server.origin))
        let second = try #require(server.requests.last)
        #expect(second.method == "GET")
        #expect(second.body.isEmpty)
        #expect(second.fields.map(\.name).sorted() == ["Accept", "Accept-Encoding", "Host"])
    }

    @Test func `a line break in a value never starts a second field`() async throws {
        let server = try FaultServer(always: [.reply()])
        let name = try #require(HTTPField.Name("X-Thing"))
        for value in ["a\r\nInjected: b", "a\nInjected: b", "a\rInjected: b", "a\u{0}b"] {
            let fields = [HTTPField(name: name, lenientValue: Array(value.utf8)), HTTPField(name: name, value: value)]
            for field in fields {
                _ = await outcome(of: try .local(server.origin, fields: HTTPFields([field])), over: transport)
            }
        }
        #expect(server.requests.allSatisfy { $0.values(of: "Injected").isEmpty })
    }

    @Test func `control characters in a value are refused before sending`() async throws {
        let server = try FaultServer(always: [.reply()])
        let name = try #require(HTTPField.Name("X-Thing"))
        let field = HTTPField(name: name, lenientValue: [0x61, 0x1B, 0x62])
        let request = try TransferRequest.local(server.origin, fields: HTTPFields([field]))
        #expect(await outcome(of: request, over: transport).failureKind == .invalidRequest)
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: ["Host", "Content-Length", "transfer-encoding", "Connection", "Expect"])
    func `the caller cannot set framing fields or Host`(_ name: String) async throws {
        let server = try FaultServer(always: [.reply()])
        let field = HTTPField(name: try #require(HTTPField.Name(name)), value: "1")
        let request = try TransferRequest.local(server.origin, fields: HTTPFields([field]))
        #expect(await outcome(of: request, over: transport).failureKind == .invalidRequest)
        #expect(transport.requestCount == 0)
    }
}
