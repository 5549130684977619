package import SourceText

/// A set of repositories, as policies name them: a registry, a folder, one repository, or a glob over
/// `registry/repository`.
package struct RepositoryScope: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    private let pattern: GlobPattern?

    package init(_ text: String) throws(GlobError) {
        self.text = text
        self.pattern = text.contains(where: { "*?[{\\".contains($0) }) ? try GlobPattern(text) : nil
    }

    package var description: String { text }

    /// Whether the repository `name`, written with its registry, belongs here.
    package func contains(_ name: String) -> Bool {
        if let pattern { return pattern.matches(name) }
        return name == text || name.hasPrefix(text + "/")
    }

    /// The registry that all of the scope lies in; nil where a pattern leaves it open.
    package var registry: String? {
        let host = text.prefix { $0 != "/" }
        return host.contains(where: { "*?[{\\".contains($0) }) ? nil : String(host)
    }
}
