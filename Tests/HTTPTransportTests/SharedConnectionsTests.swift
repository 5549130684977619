import Glibc
import TestSupport
import Testing

@testable import HTTPTransport

@Suite final class SharedConnectionsTests {
    private let server: FaultServer
    private let connection: Int32
    private let shared: SharedConnections

    init() throws {
        server = try FaultServer(always: [])
        connection = try #require(LoopbackSocket.connect(port: server.port))
        var shared = SharedConnections()
        shared.insert(connection)
        self.shared = shared
    }

    deinit { close(connection) }

    @Test("What is written on a shared connection waits for the end of the work, and leaves with it")
    func together() {
        shared.sendTogether {
            write("GET / HTTP/1.1\r\n")
            #expect(unsent == 16)
            write("\r\n")
            #expect(unsent == 18)
        }
        #expect(unsent == 0)
        write("GET / HTTP/1.1\r\n")
        #expect(unsent == 0)
    }

    @Test("Work that fails has sent what it wrote")
    func failure() {
        struct Failure: Error {}
        #expect(throws: Failure.self) {
            try shared.sendTogether { () throws(Failure) in
                write("GET")
                throw Failure()
            }
        }
        #expect(unsent == 0)
    }

    /// Bytes that have not been given to the network.
    private var unsent: Int32 {
        // SIOCOUTQNSD of linux/sockios.h.
        var count: Int32 = -1
        _ = unsafe ioctl(connection, 0x894B, &count)
        return count
    }

    private func write(_ text: String) {
        #expect(unsafe Glibc.write(connection, text, text.utf8.count) == text.utf8.count)
    }
}
