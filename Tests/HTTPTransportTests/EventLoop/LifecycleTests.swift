import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

/// Connections, deadlines, cancellation and shutdown.
@Suite struct LifecycleTests {
    @Test func `sequential requests share one connection`() async throws {
        let transport = try CurlTransport()
        let server = try FaultServer(always: [.reply(body: "x")])
        for _ in 0..<50 { _ = try await transport.exchange(.local(server.origin)) }
        #expect(server.connectionCount == 1)
        #expect(transport.requestCount == 50)
    }

    @Test func `a kept-alive connection that the server closed causes no failure`() async throws {
        let transport = try CurlTransport()
        let server = try FaultServer(always: [.reply(body: "x"), .close])
        for _ in 0..<5 {
            #expect(try await transport.exchange(.local(server.origin)).text == "x")
        }
        #expect(server.connectionCount == 5)
    }

    @Test func `a refused connection is a connection failure`() async throws {
        let transport = try CurlTransport()
        let server = try FaultServer(always: [])
        server.stop()
        let result = await outcome(of: try .local(server.origin), over: transport)
        #expect(result.failureKind == .connection)
    }

    @Test func `an unknown host name is a resolution failure`() async throws {
        let transport = try CurlTransport()
        let result = await outcome(of: try .local("http://registry.invalid/"), over: transport)
        #expect(result.failureKind == .nameResolution)
    }

    @Test(arguments: [
        [FaultServer.Step.hold],
        [.send("HTTP/1.1 200 OK\r\nContent-Le"), .hold],
        [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .hold],
    ])
    func `a deadline ends an exchange at whatever stage it hangs`(_ steps: [FaultServer.Step]) async throws {
        let transport = try CurlTransport()
        let server = try FaultServer(always: steps)
        let result = await outcome(of: try .local(server.origin, within: .milliseconds(100)), over: transport)
        #expect(result.failureKind == .timedOut)
    }

    @Test func `a request whose deadline has passed is not sent`() async throws {
        let transport = try CurlTransport()
        let server = try FaultServer(always: [.reply()])
        let result = await outcome(of: try .local(server.origin, within: .seconds(-1)), over: transport)
        #expect(result.failureKind == .timedOut)
        #expect(server.connectionCount == 0)
    }

    @Test func `a stalled connection fails before its deadline`() async throws {
        let transport = try CurlTransport(configuration: .init(stallTimeout: .seconds(1)))
        let server = try FaultServer(always: [.hold])
        let result = await outcome(of: try .local(server.origin, within: .seconds(600)), over: transport)
        #expect(result.failureKind == .timedOut)
    }

    @Test func `a deadline also covers the time in the queue`() async throws {
        let transport = try CurlTransport(configuration: .init(concurrentExchanges: 1))
        let gate = FaultServer.Gate()
        let server = try FaultServer { _ in [.wait(for: gate), .reply(body: "first")] }
        async let first = transport.exchange(.local(server.origin + "/first"))
        try await eventually("the server has a request") { server.requests.count == 1 }
        let second = await outcome(
            of: try .local(server.origin + "/second", within: .milliseconds(50)), over: transport)
        #expect(second.failureKind == .timedOut)
        gate.open()
        #expect(try await first.text == "first")
        #expect(server.requests.map(\.target) == ["/first"])
        #expect(transport.requestCount == 1)
    }

    @Test func `queued requests are all served without exceeding the concurrency`() async throws {
        let transport = try CurlTransport(configuration: .init(concurrentExchanges: 2))
        let server = try FaultServer(always: [.reply()])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                let request = try TransferRequest.local(server.origin + "/\(number)")
                group.addTask { _ = try await transport.exchange(request) }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 40)
        #expect(server.connectionCount <= 2)
    }

    @Test func `cancelling a task ends its own exchange only`() async throws {
        let transport = try CurlTransport()
        let gate = FaultServer.Gate()
        let server = try FaultServer { request in
            request.target == "/held" ? [.hold] : [.wait(for: gate), .reply(body: "other")]
        }
        let held = Task { await outcome(of: try .local(server.origin + "/held"), over: transport) }
        let other = Task { await outcome(of: try .local(server.origin + "/other"), over: transport) }
        try await eventually("the server has 2 requests") { server.requests.count == 2 }
        held.cancel()
        #expect(try await held.value.failureKind == .cancelled)
        gate.open()
        #expect(try await other.value.status == 200)
    }

    @Test func `cancelling a queued task removes it from the queue`() async throws {
        let transport = try CurlTransport(configuration: .init(concurrentExchanges: 1))
        let gate = FaultServer.Gate()
        let server = try FaultServer { _ in [.wait(for: gate), .reply()] }
        let first = Task { await outcome(of: try .local(server.origin + "/first"), over: transport) }
        try await eventually("the server has a request") { server.requests.count == 1 }
        let second = Task { await outcome(of: try .local(server.origin + "/second"), over: transport) }
        let third = Task { await outcome(of: try .local(server.origin + "/third"), over: transport) }
        second.cancel()
        #expect(try await second.value.failureKind == .cancelled)
        gate.open()
        #expect(try await first.value.status == 200)
        #expect(try await third.value.status == 200)
        #expect(server.requests.map(\.target) == ["/first", "/third"])
    }

    @Test func `a task that is already cancelled sends nothing`() async throws {
        let transport = try CurlTransport()
        let server = try FaultServer(always: [.reply()])
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await outcome(of: try .local(server.origin), over: transport)
        }
        task.cancel()
        #expect(try await task.value.failureKind == .cancelled)
        #expect(server.connectionCount == 0)
    }

    @Test func `with a third of 500 tasks cancelled, every task gets its own outcome`() async throws {
        let transport = try CurlTransport(configuration: .init(concurrentExchanges: 32))
        let server = try FaultServer { request in
            request.target.hasSuffix("/slow") ? [.hold] : [.reply(body: request.target)]
        }
        let tasks = try (0..<500).map { number in
            let path = number % 3 == 0 ? "/\(number)/slow" : "/\(number)"
            let request = try TransferRequest.local(server.origin + path)
            return Task { await outcome(of: request, over: transport) }
        }
        for number in stride(from: 0, to: 500, by: 3) {
            // Only now and then: on a busy machine each yield may take seconds.
            if number % 36 == 0 { await Task.yield() }
            tasks[number].cancel()
        }
        for (number, task) in tasks.enumerated() {
            let result = await task.value
            if number % 3 == 0 {
                #expect(result.failureKind == .cancelled, "\(number)")
            } else {
                #expect(try result.get().text == "/\(number)")
            }
        }
    }

    @Test func `closing fails exchanges in flight, queued and later ones`() async throws {
        let transport = try CurlTransport(configuration: .init(concurrentExchanges: 4))
        let server = try FaultServer(always: [.hold])
        let tasks = (0..<12).map { _ in Task { await outcome(of: try .local(server.origin), over: transport) } }
        try await eventually("the server has 4 requests") { server.requests.count == 4 }
        transport.close()
        for task in tasks { #expect(try await task.value.failureKind == .closed) }
        #expect(await outcome(of: try .local(server.origin), over: transport).failureKind == .closed)
        transport.close()
    }

    @Test func `a released transport ends its thread`() async throws {
        let server = try FaultServer(always: [.reply()])
        for _ in 0..<20 {
            let transport = try CurlTransport()
            _ = try await transport.exchange(.local(server.origin))
        }
        #expect(server.connectionCount == 20)
    }
}
