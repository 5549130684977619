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
