package import ImageModel
package import SourceText

/// Which images a waiver or an override covers. Names are normalized, so that `nginx` and
/// `docker.io/library/nginx:latest` are equal; digests are ignored.
package enum ImageMatcher: Sendable, Hashable {
    /// One repository, and one tag of it unless `tag` is nil.
    case repository(name: String, tag: String?)
    /// Over `registry/repository` or `registry/repository:tag`.
    case pattern(GlobPattern)
    /// The text as written, for images that are not references.
    case text(String)

    /// For messages.
    package var text: String {
        switch self {
        case .repository(let name, let tag): tag.map { name + ":" + $0 } ?? name
        case .pattern(let pattern): pattern.pattern
        case .text(let text): text
        }
    }

    package func matches(text: String, reference: ImageReference?) -> Bool {
        switch self {
        case .repository(let name, let tag):
            reference?.name == name && (tag == nil || tag == reference?.effectiveTag)
        case .pattern(let pattern):
            reference.map { reference in
                pattern.matches(reference.name)
                    || reference.effectiveTag.map { pattern.matches(reference.name + ":" + $0) } == true
            } ?? pattern.matches(text)
        case .text(let own): own == text
        }
    }
}

/// A regular expression that a tag must match as a whole.
package final class TagPattern: Sendable, Hashable, CustomStringConvertible {
    package let text: String
    private let regex: Compiled

    /// `Regex` is not marked Sendable; a compiled expression is never changed.
    private struct Compiled: @unchecked Sendable {
        let value: Regex<AnyRegexOutput>
    }

    /// - Throws: for an invalid expression.
    package init(_ text: String) throws {
        self.text = text
        self.regex = Compiled(value: try Regex(text))
    }

    package func matches(_ tag: String) -> Bool {
        // An expression that fails on a tag does not allow it.
        (try? regex.value.wholeMatch(in: tag)) != nil
    }

    package var description: String { text }
    package static func == (left: TagPattern, right: TagPattern) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
