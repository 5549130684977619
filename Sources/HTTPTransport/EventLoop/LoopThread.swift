internal import Glibc

/// A thread of the operating system. Swift's own threads must not wait, and waiting is what an event loop does.
final class LoopThread: Sendable {
    private let identifier: pthread_t

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    init(_ body: @escaping @Sendable () -> Void) throws(TransferError) {
        var identifier = pthread_t()
        // SAFETY: the reference that is handed over here is taken back by the thread, or below when there is none.
        let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
        let status = unsafe pthread_create(&identifier, nil, Self.main, work)
        guard status == 0 else {
            unsafe Unmanaged<Work>.fromOpaque(work).release()
            throw TransferError(.unavailable, "the system refuses a thread (error \(status))")
        }
        self.identifier = identifier
    }

    /// Waits for the end of the thread. To be called once.
    func join() {
        _ = pthread_join(identifier, nil)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        if let context = unsafe context { unsafe run(context) }
        return nil
    }

    private static func run(_ context: UnsafeMutableRawPointer) {
        // Signals are the main program's. A write to a connection that the peer has closed raises SIGPIPE, which
        // libcurl leaves to us and which would end the program; it is an ordinary error here.
        var all = sigset_t()
        unsafe sigfillset(&all)
        _ = unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        // SAFETY: takes back the reference that `init` handed over.
        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
    }
}
