import Glibc
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

/// Which addresses may be connected to.
@Suite struct AddressPolicyTests {
    private func request(_ url: String, trust: TransferTrust = TransferTrust()) throws -> TransferRequest {
        TransferRequest(url: try HTTPURL(url), deadline: .now + .generous, trust: trust)
    }

    @Test(arguments: [
        "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "LOCALHOST", "[::ffff:127.0.0.1]",
        "[::1]", "0.0.0.0", "127.0.0.1.", "[64:ff9b::7f00:1]", "[::]",
    ])
    func `a private address is refused in every spelling, whether literal or resolved`(_ host: String) async throws {
        let transport = try CurlTransport()
        let server = try FaultServer(always: [.reply()])
        let url: HTTPURL
        do { url = try HTTPURL("http://\(host):\(server.port)/") } catch { return }
        let result = await outcome(of: TransferRequest(url: url, deadline: .now + .generous), over: transport)
        #expect([.addressRefused, .nameResolution].contains(result.failureKind), "\(result)")
        if host != "127.0.0.1." { #expect(result.failureKind == .addressRefused) }
        #expect(server.connectionCount == 0)
    }

    @Test func `the refusal names the address and the reason`() async throws {
        let transport = try CurlTransport()
        let error = await #expect(throws: TransferError.self) {
            try await transport.exchange(request("http://localhost:1/"))
        }
        let message = try #require(error?.message)
        #expect(message.hasPrefix("the host's address "))
        #expect(message.contains("127.0.0.1 is loopback") || message.contains("::1 is loopback"))
    }

    @Test(arguments: ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"])
    func `a request that is allowed to reach private addresses does`(_ host: String) async throws {
        let transport = try CurlTransport()
        let server = try FaultServer(always: [.reply()])
        #expect(try await transport.exchange(.local("http://\(host):\(server.port)/")).status == 200)
    }

    @Test func `a pooled connection to a private address is not reused by a request that may not reach it`()
        async throws
    {
        let transport = try CurlTransport()
        let server = try FaultServer(always: [.reply()])
        let allowed = try TransferRequest.local(server.origin + "/allowed")
        let refused = try request(server.origin + "/refused")
        for _ in 0..<3 {
            #expect(try await transport.exchange(allowed).status == 200)
            #expect(await outcome(of: refused, over: transport).failureKind == .addressRefused)
        }
        #expect(server.requests.allSatisfy { $0.target == "/allowed" })
    }

    @Test func `the environment's proxy is not used`() async throws {
        // In a process of its own, as the environment is shared by all tests.
        await #expect(processExitsWith: .success) {
            let proxy = try FaultServer(always: [.reply()])
            let server = try FaultServer(always: [.reply()])
            for name in ["http_proxy", "all_proxy", "ALL_PROXY"] { unsafe setenv(name, proxy.origin, 1) }
            _ = try await CurlTransport().exchange(.local(server.origin + "/direct"))
            #expect(server.requests.map(\.target) == ["/direct"])
            #expect(proxy.connectionCount == 0)
        }
    }
}
