internal import FoundationEssentials
internal import Glibc

/// What the process was started with.
package enum ProcessEnvironment {
    /// Every variable that is set and not empty. Readers get all of them: a list of the ones in use would have to name
    /// each a second time.
    package static let variables = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }

    /// Kept, because the C library opens a file to find it out, and every command has it as a default.
    package static let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
