internal import FileSystem
internal import Glibc
package import SourceText

/// All configured logins, source by source.
package struct CredentialStore: Sendable {
    /// In order of precedence.
    let layers: [CredentialLayer]

    init(layers: [CredentialLayer] = []) {
        self.layers = layers
    }

    /// The logins of one file.
    package init(_ file: SourceFile) throws(CredentialFileError) {
        self.init(layers: [try CredentialLayer(file)])
    }

    /// Without logins: all requests are anonymous.
    package static let empty = CredentialStore()

    /// What each source has for a registry, in order of precedence: a helper may turn out to have no login.
    func candidates(_ registry: String, repository: String = "") -> [(lookup: CredentialLookup, source: String)] {
        let registry = CredentialKey.canonical(registry)
        return layers.compactMap { layer in
            switch layer.lookup(registry, repository) {
            case .none: nil
            case let lookup: (lookup, layer.source)
            }
        }
    }

    /// What the first source with an entry has for a registry.
    package func lookup(_ registry: String, repository: String = "") -> CredentialLookup {
        candidates(registry, repository: repository).first?.lookup ?? .none
    }
}

/// A file with logins cannot be used. The message never quotes the file.
package struct CredentialFileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    package let position: SourcePosition?
    package let message: String

    package var description: String {
        "\(path)\(position.map { ":\($0)" } ?? ""): error: \(message)"
    }
}

extension CredentialStore {
    /// Reads the files that the environment names. The first source with an entry for a registry wins:
    ///
    /// 1. `secrets`, files with Kubernetes pull secrets
    /// 2. the file named by `REGISTRY_AUTH_FILE`
    /// 3. the text of `DOCKER_AUTH_CONFIG`
    /// 4. Podman's `auth.json` in `XDG_RUNTIME_DIR` and `XDG_CONFIG_HOME`
    /// 5. Docker's `config.json` in `DOCKER_CONFIG` or the home folder
    ///
    /// A missing file means no logins, unless it was named explicitly. An invalid file is an error: ignoring it would
    /// report "wrong file" as "private".
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

    /// Nil if the file does not exist.
    private static func file(_ path: String, isNamed: Bool) throws(CredentialFileError) -> SourceFile? {
        do {
            return SourceFile(path: path, bytes: try FileContents.read(path, limit: 4 << 20))
        } catch {
            // Docker creates a folder in place of a missing file that is to be mounted.
            if !isNamed, error.isAbsence || isFolder(path) { return nil }
            throw CredentialFileError(path: path, position: nil, message: error.message)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
