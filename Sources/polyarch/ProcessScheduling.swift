internal import CGlibc

/// When the system interrupts one thread of the process for another.
enum ProcessScheduling {
    /// Takes the calling thread, and those that it makes from now on, for what they are: work that is waited for as a
    /// whole. By itself a thread that has got something to do interrupts one that is doing something, so that the thread
    /// that talks to registries and those that judge what they say get in each other's way for every image. Where the
    /// system does not allow it, all is as it was.
    static func preferThroughput() { _ = polyarch_schedule_as_batch() }
}
