package import ImageModel
package import SourceText

/// A set of repositories, as policies name them: a registry, a folder, one repository, or a glob over
/// `registry/repository`. Short names are Docker Hub's, as everywhere.
package struct RepositoryScope: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    private let pattern: GlobPattern?

    /// - Throws: what is wrong with a glob. A text may still name no repository; see `problem`.
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

    /// Why no repository could belong here, with what was probably meant.
    package var problem: String? {
        if pattern != nil { return WholeName.problem(text) }
        do throws(ReferenceError) {
            _ = try RepositoryPrefix(text)
            return nil
        } catch {
            return text.hasSuffix("/") || text.contains("://") ? WholeName.problem(text) : error.reason
        }
    }

    /// Whether the repository `name`, written with its registry, belongs here.
    package func contains(_ name: String) -> Bool {
        if let pattern { return pattern.matches(name) }
        guard name.hasPrefix(text) else { return false }
        let rest = name.utf8.dropFirst(text.utf8.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }

    /// The registry that all of the scope lies in; nil where a pattern leaves it open.
    package var registry: String? {
        let host = text.prefix { $0 != "/" }
        return WholeName.isGlob(host) ? nil : String(host)
    }
}

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

/// Patterns over whole names of images, `docker.io/grafana/loki`, as people write them. One that no name could fit would
/// pass what it was written to catch.
enum WholeName {
    /// With the registry that short names mean: `rancher/kubectl` and `grafana/*` are Docker Hub's.
    static func completed(_ pattern: String) -> String {
        guard let slash = pattern.firstIndex(of: "/") else { return pattern }
        let host = pattern[..<slash]
        return isGlob(host) || isHost(host) || host.isEmpty ? pattern : "docker.io/" + pattern
    }

    /// Why no name could fit a glob, with what was probably meant.
    static func problem(_ glob: String) -> String? {
        if glob.contains("://") { return "a scheme such as https:// is no part of an image's name" }
        if glob.hasSuffix("/") { return "leave the slash at its end out" }
        if glob.contains("/") || glob == "**" { return nil }
        return "names begin with their registry; did you mean `\(glob == "*" ? "**" : "**/" + glob)`?"
    }

    static func isGlob(_ text: some StringProtocol) -> Bool { text.contains { "*?[{\\".contains($0) } }

    /// The grammar's own test: the first part of a name is a host where it has a dot or a port, or is `localhost`.
    private static func isHost(_ text: Substring) -> Bool {
        text.contains(".") || text.contains(":") || text == "localhost"
    }
}
