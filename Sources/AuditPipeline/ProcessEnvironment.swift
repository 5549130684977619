internal import FoundationEssentials
internal import Glibc

/// What the process was started with.
package enum ProcessEnvironment {
    /// Every variable that is set and not empty. What reads one of them is given all: a list of those that matter would
    /// have to name each a second time.
    package static let variables = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }

    /// Kept, because the C library opens a file to find it out, and every command has it as a default.
    package static let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
