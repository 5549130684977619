internal import Glibc
package import SourceText

/// All logins that a user has configured, source by source.
package struct CredentialStore: Sendable {
    /// In the order in which they are asked.
    let layers: [CredentialLayer]

    init(layers: [CredentialLayer] = []) {
        self.layers = layers
    }

    /// The logins of one file.
    package init(_ file: SourceFile) throws(CredentialFileError) {
        self.init(layers: [try CredentialLayer(file)])
    }

    /// Knows nothing: everything is asked anonymously.
    package static let empty = CredentialStore()

    /// What there is for a registry, and where that stands; what wins first, since a helper may turn out to know
    /// nothing.
    func candidates(_ registry: String, repository: String = "") -> [(lookup: CredentialLookup, source: String)] {
        let registry = CredentialKey.canonical(registry)
        return layers.compactMap { layer in
            switch layer.lookup(registry, repository) {
            case .none: nil
            case let lookup: (lookup, layer.source)
            }
        }
    }

    /// The first of what there is for a registry.
    package func lookup(_ registry: String, repository: String = "") -> CredentialLookup {
        candidates(registry, repository: repository).first?.lookup ?? .none
    }
}

/// A file of logins is there and of no use. The message never holds what stands in the file.
package struct CredentialFileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    package let position: SourcePosition?
    package let message: String

    package var description: String {
        "\(path)\(position.map { ":\($0)" } ?? ""): error: \(message)"
    }
}

extension CredentialStore {
    /// Reads what the environment points to. Asked in this order, the first that has something for a registry counts:
    ///
    /// 1. `secrets`, files with Kubernetes' pull secrets
    /// 2. the file that `REGISTRY_AUTH_FILE` names
    /// 3. the text in `DOCKER_AUTH_CONFIG`
    /// 4. containers' `auth.json` in `XDG_RUNTIME_DIR` and `XDG_CONFIG_HOME`
    /// 5. Docker's `config.json` in `DOCKER_CONFIG` or the home folder
    ///
    /// There being no such file means no logins, unless it was named; one that cannot be understood is an error, for
    /// silence would turn "wrong file" into "private".
    package static func load(
        environment: [String: String], home: String?, secrets: [String] = []
    ) throws(CredentialFileError) -> CredentialStore {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = home.flatMap { $0.isEmpty ? nil : $0 }
        var layers: [CredentialLayer] = []
        for path in secrets {
            guard let file = try file(path, isNamed: true) else { continue }
            layers += try KubernetesSecret.layers(in: file)
        }
        if let path = variable("REGISTRY_AUTH_FILE"), let file = try file(path, isNamed: true) {
            layers.append(try CredentialLayer(file))
        }
        if let text = variable("DOCKER_AUTH_CONFIG") {
            layers.append(try CredentialLayer(SourceFile(path: "DOCKER_AUTH_CONFIG", text: text)))
        }
        let runtime = variable("XDG_RUNTIME_DIR") ?? "/run/containers/\(getuid())"
        let configuration = variable("XDG_CONFIG_HOME") ?? home.map { $0 + "/.config" }
        let docker = variable("DOCKER_CONFIG") ?? home.map { $0 + "/.docker" }
        let runtimeFile = variable("XDG_RUNTIME_DIR") == nil ? "/auth.json" : "/containers/auth.json"
        let places = [
            runtime + runtimeFile, configuration.map { $0 + "/containers/auth.json" },
            docker.map { $0 + "/config.json" },
        ]
        for path in places.compactMap(\.self) {
            if let file = try file(path, isNamed: false) { layers.append(try CredentialLayer(file)) }
        }
        if let home, variable("DOCKER_CONFIG") == nil, let file = try file(home + "/.dockercfg", isNamed: false) {
            layers.append(try CredentialLayer(file, isBare: true))
        }
        return CredentialStore(layers: layers)
    }

    /// nil where there is none.
    private static func file(_ path: String, isNamed: Bool) throws(CredentialFileError) -> SourceFile? {
        do {
            return SourceFile(path: path, bytes: try FileContents.read(path, limit: 4 << 20))
        } catch {
            // Docker puts a folder where a file that was to be mounted does not exist.
            if !isNamed, error.isAbsence || isFolder(path) { return nil }
            throw CredentialFileError(path: path, position: nil, message: "cannot be read: \(error.reason)")
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
