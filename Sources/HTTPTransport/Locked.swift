internal import Glibc

/// A value behind a lock. `Synchronization.Mutex` would do, but ThreadSanitizer does not see its futex on Linux and
/// reports races that are none; it does see a pthread mutex.
// SAFETY: `value` is touched only while `mutex` is held, and both live as long as the object. They stand in memory of
// their own, because Swift checks each access to a property of a class for overlaps, which the mutex excludes.
@safe
package final class Locked<Value: ~Copyable>: @unchecked Sendable {
    @unsafe private struct Contents: ~Copyable {
        var mutex = unsafe pthread_mutex_t()
        var value: Value
    }

    private let contents: UnsafeMutablePointer<Contents>

    package init(_ value: consuming sending Value) {
        unsafe contents = .allocate(capacity: 1)
        unsafe contents.initialize(to: Contents(value: value))
        let status = unsafe pthread_mutex_init(&contents.pointee.mutex, nil)
        precondition(status == 0, "a mutex with default attributes cannot fail to initialize")
    }

    deinit {
        _ = unsafe pthread_mutex_destroy(&contents.pointee.mutex)
        unsafe contents.deinitialize(count: 1)
        unsafe contents.deallocate()
    }

    /// Nothing that may wait or call out belongs into `body`; continuations are resumed after it.
    package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        _ = unsafe pthread_mutex_lock(&contents.pointee.mutex)
        defer { _ = unsafe pthread_mutex_unlock(&contents.pointee.mutex) }
        return try unsafe body(&contents.pointee.value)
    }
}
