internal import Glibc

/// A thread for the event loop, which blocks; Swift's own threads must not.
final class LoopThread: Sendable {
    private let identifier: pthread_t

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    init(_ body: @escaping @Sendable () -> Void) throws(TransferError) {
        var identifier = pthread_t()
        // SAFETY: the thread takes this reference over; without a thread it is released below.
        let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
        let status = unsafe pthread_create(&identifier, nil, Self.main, work)
        guard status == 0 else {
            unsafe Unmanaged<Work>.fromOpaque(work).release()
            throw TransferError(.unavailable, "cannot create a thread: \(unsafe String(cString: strerror(status)))")
        }
        self.identifier = identifier
    }

    /// Waits for the end of the thread. Must be called exactly once.
    func join() {
        _ = pthread_join(identifier, nil)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        if let context = unsafe context { unsafe run(context) }
        return nil
    }

    private static func run(_ context: UnsafeMutableRawPointer) {
        // The main thread handles signals. SIGPIPE, raised by writing to a connection that the peer has closed, would end
        // the program; blocked, it is an ordinary error.
        var all = sigset_t()
        unsafe sigfillset(&all)
        _ = unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        // SAFETY: takes over the reference from `init`.
        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
    }
}
