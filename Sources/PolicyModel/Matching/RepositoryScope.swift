package import ImageModel
package import SourceText

/// A set of repositories as policies name them: a registry, a folder, one repository, or a glob over
/// `registry/repository`. Short names are Docker Hub's.
package struct RepositoryScope: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    private let pattern: GlobPattern?

    /// - Throws: for an invalid glob. The text may still match no repository; see `problem`.
    package init(_ text: String) throws(GlobError) {
        if WholeName.isGlob(text) {
            self.text = WholeName.completed(text)
            pattern = try GlobPattern(self.text)
        } else {
            let reference = try? ImageReference(text)
            let isShort = text.contains("/") ? WholeName.completed(text) != text : !text.contains { ".:".contains($0) }
            let isPlain = reference?.tag == nil && reference?.digest == nil && text != "localhost"
            self.text = isShort && isPlain ? reference?.name ?? text : text
            pattern = nil
        }
    }

    package var description: String { text }

    /// Why it can contain no repository, with what was probably meant.
    package var problem: String? {
        if pattern != nil { return WholeName.problem(text) }
        do throws(ReferenceError) {
            _ = try RepositoryPrefix(text)
            return nil
        } catch {
            return text.hasSuffix("/") || text.contains("://") ? WholeName.problem(text) : error.reason
        }
    }

    /// Whether it contains the repository `name`, which includes its registry.
    package func contains(_ name: String) -> Bool {
        if let pattern { return pattern.matches(name) }
        guard name.hasPrefix(text) else { return false }
        let rest = name.utf8.dropFirst(text.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }

    /// The registry of all its repositories; nil if a glob leaves it open.
    package var registry: String? {
        let host = text.prefix { $0 != "/" }
        return WholeName.isGlob(host) ? nil : String(host)
    }
}

/// A registry, or a folder in one: `ghcr.io/acme/mirror`.
package struct RepositoryPrefix: Sendable, Hashable, CustomStringConvertible {
    package let registry: String
    /// Without leading or trailing slash; nil for the whole registry.
    package let path: String?

    /// Requires the registry's host: `acme/mirror` would be a folder at Docker Hub, which is hardly ever meant.
    package init(_ text: String) throws(ReferenceError) {
        let probe = try ImageReference(text + "/x")
        guard probe.tag == nil, probe.digest == nil, let host = text.split(separator: "/").first,
            host.contains(".") || host.contains(":") || host == "localhost"
        else { throw .invalid("it must start with the host of a registry") }
        self.registry = probe.registry
        let folders = probe.repository.split(separator: "/").dropLast()
        // Parsing adds Docker's `library` if there is only a host.
        self.path = text.contains("/") && !folders.isEmpty ? folders.joined(separator: "/") : nil
    }

    package var description: String { path.map { registry + "/" + $0 } ?? registry }

    /// The path of `reference` below this prefix; nil if it is elsewhere.
    package func relativePath(of reference: ImageReference) -> String? {
        guard reference.registry == registry else { return nil }
        guard let path else { return reference.repository }
        guard reference.repository.hasPrefix(path + "/") else { return nil }
        return String(reference.repository.dropFirst(path.count + 1))
    }

    package func contains(_ reference: ImageReference) -> Bool { relativePath(of: reference) != nil }

    /// The reference to `name` below this prefix; nil if that is not a valid repository name.
    package func reference(to name: String, tag: String?, digest: ImageDigest?) -> ImageReference? {
        guard let reference = try? ImageReference(description + "/" + name), reference.tag == nil,
            reference.digest == nil
        else { return nil }
        return reference.with(tag: tag, digest: digest)
    }
}

/// Checks globs over whole image names, such as `docker.io/grafana/*`: one that can match no name would silently have
/// no effect.
enum WholeName {
    /// Adds the registry that short names imply: `rancher/kubectl` and `grafana/*` are Docker Hub's.
    static func completed(_ pattern: String) -> String {
        guard let slash = pattern.firstIndex(of: "/") else { return pattern }
        let host = pattern[..<slash]
        return isGlob(host) || isHost(host) || host.isEmpty ? pattern : "docker.io/" + pattern
    }

    /// Why a glob can match no name, with what was probably meant.
    static func problem(_ glob: String) -> String? {
        if glob.contains("://") { return "image names have no scheme such as https://" }
        if glob.hasSuffix("/") { return "remove the slash at the end" }
        if glob.contains("/") || glob == "**" { return nil }
        return "names start with a registry; did you mean `\(glob == "*" ? "**" : "**/" + glob)`?"
    }

    static func isGlob(_ text: some StringProtocol) -> Bool { text.contains { "*?[{\\".contains($0) } }

    /// As in the grammar of references: the first part is a host if it has a dot or a port, or is `localhost`.
    private static func isHost(_ text: Substring) -> Bool {
        text.contains(".") || text.contains(":") || text == "localhost"
    }
}
