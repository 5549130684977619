import Foundation

/// The registries that `scripts/registry start` runs on loopback for tests.
///
/// Their folder is `.build/registry` or `POLYARCH_REGISTRY_DIR`. Its file `ports` has one `name=value` per line, and
/// `registries.yaml` is for `--registries`.
package struct DevelopmentRegistry: Sendable {
    package struct NotRunning: Error, CustomStringConvertible {
        package var description: String {
            "the registries are not running; run scripts/registry start and scripts/registry seed"
        }
    }

    package let directory: String
    private let values: [String: String]
    /// By name, such as `upstream` and `mirror`.
    package let ports: [String: Int]

    package var registriesFile: String { directory + "/registries.yaml" }

    /// Nil if they are not running.
    package static func find() -> DevelopmentRegistry? {
        let chosen = ProcessInfo.processInfo.environment["POLYARCH_REGISTRY_DIR"]
        let directory = chosen ?? PackageRoot.file(".build/registry")
        guard let text = try? String(contentsOfFile: directory + "/ports", encoding: .utf8) else { return nil }
        var ports: [String: Int] = [:]
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split { $0 == "=" || $0.isWhitespace }
            guard parts.count == 2 else { continue }
            values[String(parts[0])] = String(parts[1])
            if let port = Int(parts[1]) { ports[String(parts[0])] = port }
        }
        // The file may outlive its servers.
        guard !ports.isEmpty, ports.values.allSatisfy(LoopbackSocket.accepts(port:)) else { return nil }
        return DevelopmentRegistry(directory: directory, values: values, ports: ports)
    }

    /// Throws an error that says what to run if they are not running.
    package static func require() throws -> DevelopmentRegistry {
        guard let registry = find() else { throw NotRunning() }
        return registry
    }

    /// `http://127.0.0.1:port` of the registry with this name in `ports`.
    package func endpoint(_ name: String) throws -> String {
        guard let port = ports[name] else { throw NotRunning() }
        return "http://127.0.0.1:\(port)"
    }

    /// Another value in `ports`, such as `PRIVATE_USER`.
    package func value(_ name: String) throws -> String {
        guard let value = values[name] else { throw NotRunning() }
        return value
    }
}
