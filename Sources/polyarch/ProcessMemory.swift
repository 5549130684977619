internal import CGlibc
internal import Synchronization

/// What becomes of the memory that is not needed any more.
enum ProcessMemory {
    /// Keeps what is freed for what comes next. By itself the C library hands it back to the system after each window of
    /// a stream and asks for as much again, which takes a tenth of the time of scanning.
    static func keepFreed() {
        _ = mallopt(M_MMAP_THRESHOLD, 4 << 20)
        _ = mallopt(M_TRIM_THRESHOLD, 16 << 20)
    }

    /// Leaves `value` to the end of the process, when the system takes back all memory at once: to free what is known of
    /// a fleet piece by piece takes as long as judging it.
    static func leaveToSystem(_ value: any Sendable) { left.withLock { $0.append(value) } }
    private static let left = Mutex<[any Sendable]>([])
}
