package import Glibc

/// A value behind a lock. `Synchronization.Mutex` would do, but ThreadSanitizer does not see its futex on Linux and
/// reports races that are none; it does see a pthread mutex.
///
/// Inlinable, for each request takes a dozen of them in another module.
// SAFETY: `value` is touched only while `mutex` is held, and both live as long as the object. They stand in memory of
// their own, because Swift checks each access to a property of a class for overlaps, which the mutex excludes.
@safe
package final class Locked<Value: ~Copyable>: @unchecked Sendable {
    @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
    @usableFromInline let value: UnsafeMutablePointer<Value>

    @inlinable
    package init(_ value: consuming sending Value) {
        unsafe self.value = .allocate(capacity: 1)
        unsafe self.value.initialize(to: value)
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        let status = unsafe pthread_mutex_init(mutex, nil)
        precondition(status == 0, "a mutex with default attributes cannot fail to initialize")
    }

    @inlinable
    deinit {
        _ = unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deinitialize(count: 1).deallocate()
        unsafe value.deinitialize(count: 1).deallocate()
    }

    /// Nothing that may wait or call out belongs into `body`; continuations are resumed after it.
    @inlinable
    package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        _ = unsafe pthread_mutex_lock(mutex)
        defer { _ = unsafe pthread_mutex_unlock(mutex) }
        return try unsafe body(&value.pointee)
    }
}
