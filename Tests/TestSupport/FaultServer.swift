import Dispatch
import Foundation
import Glibc

/// An HTTP/1.1 server on loopback that sends exactly the bytes that a test gives it, however wrong, and records the
/// requests. It is deliberately simple.
package final class FaultServer: Sendable {
    package struct Request: Sendable {
        package let method: String
        package let target: String
        /// In order, with names as sent.
        package let fields: [(name: String, value: String)]
        package let body: [UInt8]
        /// The number of the connection, and of the request on that connection; both from 0.
        package let connection: Int
        package let index: Int

        package func values(of name: String) -> [String] {
            fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }
    }

    /// What the server does, in sequence, after it has read a request.
    package enum Step: Sendable {
        case send(String)
        case sendBytes([UInt8])
        /// Sends nothing more until the client closes the connection or the server is stopped.
        case hold
        /// Slowness as the fault under test; not a way to wait for something else.
        case pause(seconds: Double)
        case wait(for: Gate)
        case close
        /// Ends the connection with a TCP reset.
        case reset
    }

    /// Holds connections until the test opens it.
    package final class Gate: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)

        package init() {}

        package func open() { semaphore.signal() }

        fileprivate func pass() {
            semaphore.wait()
            semaphore.signal()
        }
    }

    package let port: Int

    private let listener: Int32
    private let state = Guarded()

    // Every access is between lock and unlock.
    private final class Guarded: @unchecked Sendable {
        private let lock = NSLock()
        private var stored = State()

        func with<Result>(_ body: (inout State) -> Result) -> Result {
            lock.lock()
            defer { lock.unlock() }
            return body(&stored)
        }
    }

    private struct State {
        var requests: [Request] = []
        var connections = 0
        var descriptors: Set<Int32> = []
        var isStopped = false
    }

    package struct CannotListen: Error {
        let code: Int32
    }

    /// Listens on a free port of 127.0.0.1. `greeting` is performed on each new connection, `respond` is called once per
    /// request.
    package init(greeting: [Step] = [], respond: @escaping @Sendable (Request) -> [Step]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(listener, generic, length) == 0, listen(listener, 1024) == 0 else { return errno }
                return unsafe getsockname(listener, generic, &length) == 0 ? 0 : errno
            }
        }
        guard listener >= 0, status == 0 else { throw CannotListen(code: status) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [state] in
            Self.accept(on: listener, state: state, greeting: greeting, respond: respond)
        }
    }

    /// Starts a server that gives every request the same answer.
    package convenience init(greeting: [Step] = [], always steps: [Step]) throws {
        try self.init(greeting: greeting) { _ in steps }
    }

    deinit { stop() }

    package var origin: String { "http://127.0.0.1:\(port)" }
    package var requests: [Request] { state.with { $0.requests } }
    package var connectionCount: Int { state.with { $0.connections } }

    /// Closes all connections and refuses new ones.
    package func stop() {
        state.with { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            // Makes the calls of the threads return; the threads close the descriptors.
            _ = shutdown(listener, Int32(SHUT_RDWR))
            for descriptor in state.descriptors { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private static func accept(
        on listener: Int32, state: Guarded, greeting: [Step], respond: @escaping @Sendable (Request) -> [Step]
    ) {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            let number = state.with { state -> Int? in
                guard !state.isStopped else { return nil }
                state.descriptors.insert(descriptor)
                defer { state.connections += 1 }
                return state.connections
            }
            guard let number else {
                _ = Glibc.close(descriptor)
                break
            }
            Thread.detachNewThread {
                let connection = FaultConnection(descriptor: descriptor)
                if perform(greeting, on: connection) {
                    serve(connection, number: number, state: state, respond: respond)
                }
                state.with { state in
                    state.descriptors.remove(descriptor)
                    connection.close()
                }
            }
        }
        _ = Glibc.close(listener)
    }

    private static func serve(
        _ connection: FaultConnection, number: Int, state: Guarded, respond: @Sendable (Request) -> [Step]
    ) {
        var index = 0
        while let request = connection.readRequest(connection: number, index: index) {
            index += 1
            state.with { $0.requests.append(request) }
            guard perform(respond(request), on: connection) else { return }
        }
    }

    /// False if the connection should end.
    private static func perform(_ steps: [Step], on connection: FaultConnection) -> Bool {
        for step in steps {
            switch step {
            case .send(let text): connection.send(Array(text.utf8))
            case .sendBytes(let bytes): connection.send(bytes)
            case .pause(let seconds): Thread.sleep(forTimeInterval: seconds)
            case .wait(let gate): gate.pass()
            case .hold:
                connection.waitForHangUp()
                return false
            case .close: return false
            case .reset:
                connection.reset()
                return false
            }
        }
        return true
    }
}

extension FaultServer.Step {
    /// A complete reply with Content-Length.
    package static func reply(
        _ status: String = "200 OK", fields: [String] = [], body: String = ""
    ) -> FaultServer.Step {
        let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + fields
        return .send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}
