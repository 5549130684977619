internal import SourceText

/// The name of an image by the distribution reference grammar, normalised: it always has a registry and a repository,
/// and may have both a tag and a digest.
///
/// A class, because references are shared: they are the keys of everything that is known about images.
package final class ImageReference: Sendable, CustomStringConvertible {
    /// Host and optional port; `docker.io` by default. In lower case, unless only upper-case letters show that it is a
    /// host.
    package let registry: String
    /// The path in the registry; `library/…` for Docker's official images.
    package let repository: String
    package let tag: String?
    package let digest: ImageDigest?
    /// Computed once, because references are looked up often.
    private let hash: Int

    package init(registry: String, repository: String, tag: String?, digest: ImageDigest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
        // Without the registry, because many images share one.
        var hasher = Hasher()
        hasher.combine(repository)
        hasher.combine(tag)
        hasher.combine(digest)
        hash = hasher.finalize()
    }

    /// `registry/repository`, the name that policies and waivers match.
    package var name: String { registry + "/" + repository }

    /// The tag, or `latest` if there is neither tag nor digest.
    package var effectiveTag: String? { tag ?? (digest == nil ? "latest" : nil) }

    /// The canonical spelling, with the effective tag.
    package var description: String {
        var text: [UInt8] = []
        let tag = effectiveTag
        text.reserveCapacity(
            registry.utf8.count + 1 + repository.utf8.count + (tag.map { 1 + $0.utf8.count } ?? 0)
                + (digest.map { 1 + $0.utf8Count } ?? 0))
        text += registry.utf8
        text.append(UInt8(ascii: "/"))
        text += repository.utf8
        if let tag {
            text.append(UInt8(ascii: ":"))
            text += tag.utf8
        }
        if let digest {
            text.append(UInt8(ascii: "@"))
            digest.append(to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The probable meaning of a reference whose first component is a host only because of its upper-case letters:
    /// `Grafana/loki` is on a host named `Grafana`. Nil for other references.
    package var likelyMeant: ImageReference? {
        guard registry.utf8.contains(where: \.isUppercaseLetter) else { return nil }
        let folded = registry.lowercased()
        return ImageReference(registry: "docker.io", repository: folded + "/" + repository, tag: tag, digest: digest)
    }

    /// The same name with another tag and digest.
    package func with(tag: String?, digest: ImageDigest?) -> ImageReference {
        ImageReference(registry: registry, repository: repository, tag: tag, digest: digest)
    }
}

extension ImageReference: Hashable {
    package static func == (left: ImageReference, right: ImageReference) -> Bool {
        left === right
            || left.hash == right.hash && left.repository == right.repository && left.tag == right.tag
                && left.digest == right.digest
                && left.registry == right.registry
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

extension ImageReference: Comparable {
    /// The order of the descriptions, which are only made if one name is a prefix of the other.
    package static func < (left: ImageReference, right: ImageReference) -> Bool {
        if left.registry == right.registry {
            if let decided = precedes(left.repository, right.repository) { return decided }
            if left.digest == nil, right.digest == nil, left.repository == right.repository,
                let first = left.effectiveTag, let second = right.effectiveTag
            {
                return first < second
            }
        } else if let decided = precedes(left.registry, right.registry) {
            return decided
        }
        return left.description < right.description
    }

    /// Nil if one is a prefix of the other.
    private static func precedes(_ left: String, _ right: String) -> Bool? {
        let left = left.utf8Span.span
        let right = right.utf8Span.span
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return nil
    }
}

/// Why a text is not an image reference.
package enum ReferenceError: Error, Sendable, Hashable {
    case empty
    /// Has an unexpanded template expression (`{{ }}`, `${VAR}`, `$(VAR)`).
    case template
    /// The reason, as a clause for people: "the repository name must be lower case".
    case invalid(String)
    /// A digest of an algorithm that polyarch does not compute.
    case unsupportedAlgorithm(String)
}

extension ImageReference {
    /// Whether the text has a template expression that another tool should have expanded. Tested before the grammar,
    /// for a better message.
    ///
    /// Recognises Go, Jinja and Mustache (`{{ x }}`, `{% x %}`, `[[ x ]]`), Go's output for missing values (`<no
    /// value>`), shells, Kubernetes and Tekton (`$X`, `${X}`, `$(X)`), `<x>`, `%X%`, `@@X@@`, ko's import paths and
    /// values encrypted by SOPS. All of them have characters that references cannot have.
    package static func looksLikeTemplate(_ text: some StringProtocol) -> Bool { looksLikeTemplate(Array(text.utf8)) }

    static func looksLikeTemplate(_ bytes: [UInt8]) -> Bool {
        // Nearly all texts have none of these.
        guard bytes.contains(where: mayBeginTemplate) || starts(bytes[...], with: "ko://") else { return false }
        if starts(bytes[...], with: "ko://") || starts(bytes[...], with: "ENC[") { return true }
        for (index, byte) in bytes.enumerated() where mayBeginTemplate(byte) {
            let rest = bytes[(index + 1)...]
            switch byte {
            case UInt8(ascii: "["):
                if rest.first == byte { return true }
            case UInt8(ascii: "$"):
                if let next = rest.first, next == UInt8(ascii: "(") || isNameStart(next) { return true }
            case UInt8(ascii: "<"):
                if rest.dropFirst().contains(UInt8(ascii: ">")) { return true }
            case UInt8(ascii: "%"):
                if isName(rest, closedBy: "%") { return true }
            case UInt8(ascii: "@"):
                if rest.first == byte, isName(rest.dropFirst(), closedBy: "@@") { return true }
            default: return true
            }
        }
        return false
    }

    private static func mayBeginTemplate(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "$"), UInt8(ascii: "<"),
            UInt8(ascii: "%"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte == UInt8(ascii: "_")
    }

    private static func isName(_ bytes: ArraySlice<UInt8>, closedBy close: StaticString) -> Bool {
        guard let first = bytes.first, isNameStart(first) else { return false }
        return starts(bytes.drop { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }, with: close)
    }

    private static func starts(_ bytes: ArraySlice<UInt8>, with prefix: StaticString) -> Bool {
        bytes.starts(with: prefix.description.utf8)
    }
}
