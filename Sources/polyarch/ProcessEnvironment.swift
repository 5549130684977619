internal import Glibc

/// What the process was started with.
enum ProcessEnvironment {
    /// The variables that polyarch heeds.
    static var variables: [String: String] {
        var variables: [String: String] = [:]
        for name in heeded { variables[name] = variable(name) }
        return variables
    }

    private static let heeded = [
        "HOME", "PATH", "DOCKER_CONFIG", "DOCKER_AUTH_CONFIG", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR",
        "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy",
        "ALL_PROXY", "no_proxy", "NO_PROXY", "REQUEST_METHOD",
    ]

    /// Nil where it is unset or empty.
    static func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// Asked for once: the C library opens a file to find it out, and every command has it as a default.
    static let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
