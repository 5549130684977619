internal import CGlibc

/// What becomes of the memory that is not needed any more.
enum ProcessMemory {
    /// Keeps what is freed for what comes next. By itself the C library hands it back to the system after each window of
    /// a stream and asks for as much again, which takes a tenth of the time of scanning.
    static func keepFreed() {
        _ = mallopt(M_MMAP_THRESHOLD, 4 << 20)
        _ = mallopt(M_TRIM_THRESHOLD, 16 << 20)
    }
}
