internal import Glibc
package import SourceText

/// The logins of Docker's configuration file, by registry.
package struct CredentialStore: Sendable {
    private let inline: [String: Credential]
    private let helpers: [String: String]
    private let defaultHelper: String?

    init(inline: [String: Credential] = [:], helpers: [String: String] = [:], defaultHelper: String? = nil) {
        self.inline = inline
        self.helpers = helpers
        self.defaultHelper = defaultHelper
    }

    /// Knows nothing: everything is asked anonymously.
    package static let empty = CredentialStore()

    /// Reads `config.json` from the folder that `DOCKER_CONFIG` names, else from `~/.docker`. There being no such file
    /// means no logins; one that cannot be understood is an error, for silence would turn "wrong file" into "private".
    package static func load(
        environment: [String: String], home: String?
    ) throws(CredentialFileError) -> CredentialStore {
        let folder: String
        if let named = environment["DOCKER_CONFIG"], !named.isEmpty {
            folder = named
        } else if let home, !home.isEmpty {
            folder = home + "/.docker"
        } else {
            return .empty
        }
        let path = folder + "/config.json"
        do {
            return try CredentialStore(SourceFile(path: path, bytes: try FileContents.read(path, limit: 4 << 20)))
        } catch let error as FileError {
            // Docker puts a folder where a file that was to be mounted does not exist.
            if error.isAbsence || isFolder(path) { return .empty }
            throw CredentialFileError(path: path, position: nil, message: "cannot be read: \(error.reason)")
        } catch let error as CredentialFileError {
            throw error
        } catch {
            throw CredentialFileError(path: path, position: nil, message: "cannot be read")
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// What there is for a registry: a login of the file itself first, since helpers cannot be asked yet.
    package func lookup(_ registry: String) -> CredentialLookup {
        let host = Self.canonical(registry)
        if let credential = inline[host] { return .found(credential) }
        return (helpers[host] ?? defaultHelper).map { .helper($0) } ?? .none
    }

    /// Docker's names for its own registry are one.
    static func canonical(_ host: String) -> String {
        let host = host.lowercased()
        return ["index.docker.io", "registry-1.docker.io"].contains(host) ? "docker.io" : host
    }
}

/// Docker's configuration file is there and of no use. The message never holds what stands in the file.
package struct CredentialFileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    package let position: SourcePosition?
    package let message: String

    package var description: String {
        "\(path)\(position.map { ":\($0)" } ?? ""): error: \(message)"
    }
}
