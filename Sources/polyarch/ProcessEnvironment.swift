internal import Glibc

/// What the process was started with.
enum ProcessEnvironment {
    /// The variables that polyarch heeds.
    static var variables: [String: String] {
        var variables: [String: String] = [:]
        for name in ["DOCKER_CONFIG", "HOME"] { variables[name] = variable(name) }
        return variables
    }

    /// Nil where it is unset or empty.
    static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
