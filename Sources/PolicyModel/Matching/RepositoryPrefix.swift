package import ImageModel

/// A registry, or a folder in one, below which repositories lie: `ghcr.io/acme/mirror`.
package struct RepositoryPrefix: Sendable, Hashable, CustomStringConvertible {
    package let registry: String
    /// Without slashes at its ends; nil for the registry as a whole.
    package let path: String?

    /// The registry's host must be spelled out: `acme/mirror` would be a folder at Docker Hub, hardly ever meant.
    package init(_ text: String) throws(ReferenceError) {
        let probe = try ImageReference(text + "/x")
        guard probe.tag == nil, probe.digest == nil, let host = text.split(separator: "/").first,
            host.contains(".") || host.contains(":") || host == "localhost"
        else { throw .invalid("it must begin with the registry's host") }
        self.registry = probe.registry
        let folders = probe.repository.split(separator: "/").dropLast()
        // The grammar adds Docker's `library` where only a host is written.
        self.path = text.contains("/") && !folders.isEmpty ? folders.joined(separator: "/") : nil
    }

    package var description: String { path.map { registry + "/" + $0 } ?? registry }

    /// The path of `reference` below this prefix; nil when it lies elsewhere.
    package func relativePath(of reference: ImageReference) -> String? {
        guard reference.registry == registry else { return nil }
        guard let path else { return reference.repository }
        guard reference.repository.hasPrefix(path + "/") else { return nil }
        return String(reference.repository.dropFirst(path.count + 1))
    }

    package func contains(_ reference: ImageReference) -> Bool { relativePath(of: reference) != nil }

    /// The reference to `name` below this prefix; nil where that is no valid repository name.
    package func reference(to name: String, tag: String?, digest: ImageDigest?) -> ImageReference? {
        guard let reference = try? ImageReference(description + "/" + name), reference.tag == nil,
            reference.digest == nil
        else { return nil }
        return reference.with(tag: tag, digest: digest)
    }
}
