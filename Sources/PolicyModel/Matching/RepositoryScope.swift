internal import ImageModel
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
