internal import CGlibc

/// How the C library handles freed memory.
enum ProcessMemory {
    /// Keeps freed memory for reuse. By default the C library returns it to the system after each window of a stream and
    /// requests as much again, which takes a tenth of the time of scanning.
    static func keepFreed() {
        _ = mallopt(M_MMAP_THRESHOLD, 4 << 20)
        _ = mallopt(M_TRIM_THRESHOLD, 16 << 20)
    }
}
