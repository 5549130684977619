import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

/// Replies as servers send them, and how they are read.
@Suite struct ReplyTests {
    private let transport: CurlTransport

    init() throws {
        transport = try CurlTransport()
    }

    private func reply(to steps: [FaultServer.Step], method: HTTPRequest.Method = .get) async throws -> TransferReply {
        let server = try FaultServer(always: steps)
        defer { server.stop() }
        return try await transport.exchange(.local(server.origin + "/", method: method))
    }

    private func failure(of steps: [FaultServer.Step], bodyLimit: Int = 1 << 20) async throws -> TransferError? {
        let server = try FaultServer(always: steps)
        defer { server.stop() }
        let request = try TransferRequest.local(server.origin + "/", bodyLimit: bodyLimit)
        let error = await #expect(throws: TransferError.self) { try await transport.exchange(request) }
        #expect(error?.message.isEmpty == false)
        return error
    }

    @Test func `a reply has its status, fields and body`() async throws {
        let reply = try await reply(to: [.reply("203 Odd", fields: ["A: b", "A: c"], body: "hello")])
        #expect(reply.status == 203)
        #expect(reply.fields.filter { $0.name.canonicalName == "a" }.map(\.value) == ["b", "c"])
        #expect(reply.text == "hello")
    }

    @Test func `chunks are joined, and trailers are not fields`() async throws {
        let reply = try await reply(to: [
            .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"),
            .send("3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nX: late\r\n\r\n"),
        ])
        #expect(reply.text == "abcdefg")
        #expect(reply.status == 200)
        #expect(reply.fields.contains { $0.name.canonicalName == "x" } == false)
    }

    @Test func `a body without a length ends when the connection closes`() async throws {
        #expect(try await reply(to: [.send("HTTP/1.0 200 OK\r\n\r\nall of it"), .close]).text == "all of it")
    }

    @Test(arguments: ["302 Found", "401 No", "429 Slow", "500 Oh"])
    func `redirects and errors are returned as ordinary replies`(_ status: String) async throws {
        let reply = try await reply(to: [.reply(status, fields: ["Location: /elsewhere"], body: "why")])
        #expect("\(reply.status)" == status.prefix(3))
        #expect(reply.text == "why")
    }

    @Test func `interim replies are skipped`() async throws {
        let reply = try await reply(to: [
            .send("HTTP/1.1 100 Continue\r\n\r\n"),
            .send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 9999999\r\n\r\n"),
            .reply(body: "final"),
        ])
        #expect(reply.status == 200)
        #expect(reply.text == "final")
        #expect(reply.fields.map(\.name.canonicalName) == ["content-length"])
    }

    @Test func `a body is returned as sent, whatever its Content-Encoding`() async throws {
        let reply = try await reply(to: [.reply(fields: ["Content-Encoding: gzip"], body: "not gzip at all")])
        #expect(reply.text == "not gzip at all")
        #expect(reply.fields[.contentEncoding] == "gzip")
    }

    @Test func `a HEAD reply has no body, whatever length it declares`() async throws {
        let reply = try await reply(
            to: [.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")], method: .head)
        #expect(reply.status == 200)
        #expect(reply.body.isEmpty)
    }

    @Test(arguments: ["204 No Content", "304 Not Modified"])
    func `204 and 304 replies end with their header`(_ status: String) async throws {
        #expect(try await reply(to: [.send("HTTP/1.1 \(status)\r\n\r\n")]).body.isEmpty)
    }

    @Test(arguments: [
        [FaultServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .close],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .reset],
        [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), .close],
        [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"), .close],
        [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"), .close],
    ])
    func `a reply that ends early is truncated`(_ steps: [FaultServer.Step]) async throws {
        #expect(try await failure(of: steps)?.kind == .truncated)
    }

    @Test func `surplus bytes after a body are neither part of it nor the next reply`() async throws {
        let server = try FaultServer { request in
            request.connection == 0
                ? [
                    .send(
                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
                    )
                ]
                : [.reply(body: "good")]
        }
        #expect(try await transport.exchange(.local(server.origin)).text == "abc")
        #expect(try await transport.exchange(.local(server.origin)).text == "good")
    }

    @Test(arguments: [
        [FaultServer.Step.close], [.reset],
        [.send("HTTP/1.1 100 Continue\r\n\r\n"), .close],
    ])
    func `a connection that ends before the reply is a connection failure`(_ steps: [FaultServer.Step]) async throws {
        #expect(try await failure(of: steps)?.kind == .connection)
    }

    @Test(arguments: [
        [FaultServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"), .hold],
        [.send("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1001)), .hold],
        [
            .send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + String(repeating: "x", count: 1001)
            ), .hold,
        ],
        [.send("HTTP/1.1 404 Not Found\r\nContent-Length: 1001\r\n\r\n"), .hold],
    ])
    func `a body over the limit is refused, whether or not its length is declared`(_ steps: [FaultServer.Step])
        async throws
    {
        #expect(try await failure(of: steps, bodyLimit: 1000)?.kind == .bodyTooLarge)
    }

    @Test func `a body of exactly the limit is accepted`() async throws {
        let server = try FaultServer(always: [.reply(body: String(repeating: "x", count: 1000))])
        #expect(try await transport.exchange(.local(server.origin, bodyLimit: 1000)).body.count == 1000)
    }

    @Test(arguments: [
        String(repeating: "A: b\r\n", count: 200),
        String(repeating: "A: \(String(repeating: "b", count: 8000))\r\n", count: 100),
        "A: " + String(repeating: "b", count: 4 << 20),
        String(repeating: " folded\r\n", count: 200),
    ])
    func `an endless header is cut off in every form`(_ bomb: String) async throws {
        #expect(try await failure(of: [.send("HTTP/1.1 200 OK\r\nA: b\r\n" + bomb), .hold])?.kind == .headersTooLarge)
    }

    @Test func `endless interim replies are cut off`() async throws {
        let bomb = String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 500)
        #expect(try await failure(of: [.send(bomb), .hold])?.kind == .headersTooLarge)
    }

    @Test(arguments: [
        [FaultServer.Step.send("just text, as HTTP/0.9 had it\r\n\r\n"), .close],
        [.send("SSH-2.0-OpenSSH_9.2\r\n"), .close],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nabcd"), .close],
        [.send("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"), .close],
        [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHTTP/1.1 302 Found\r\n\r\n"), .close],
    ])
    func `malformed HTTP is a failure`(_ steps: [FaultServer.Step]) async throws {
        let error = try await failure(of: steps)
        #expect(error?.kind == .malformedReply, "\(error?.message ?? "")")
    }
}
