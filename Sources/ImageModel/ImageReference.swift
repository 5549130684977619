internal import SourceText

/// The name of an image as the distribution reference grammar defines it, normalised: registry and repository are
/// always there, `tag` and `digest` are kept side by side when both are written.
///
/// A class, because everything that is known of an image is kept with its reference, or under it.
package final class ImageReference: Sendable, CustomStringConvertible {
    /// Host and optional port; `docker.io` where the text names none. Lower case, except where nothing but upper-case
    /// letters says that it is a host at all.
    package let registry: String
    /// Path in the registry; `library/…` for Docker's own images.
    package let repository: String
    package let tag: String?
    package let digest: ImageDigest?
    /// Made once: references are looked up again and again.
    private let hash: Int

    package init(registry: String, repository: String, tag: String?, digest: ImageDigest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
        // Fleets have thousands of images on few registries.
        var hasher = Hasher()
        hasher.combine(repository)
        hasher.combine(tag)
        hasher.combine(digest)
        hash = hasher.finalize()
    }

    /// `registry/repository`, the key that policies and waivers compare.
    package var name: String { registry + "/" + repository }

    /// The tag that a registry is asked for when there is no digest.
    package var effectiveTag: String? { tag ?? (digest == nil ? "latest" : nil) }

    /// The canonical spelling; `:latest` is added where neither tag nor digest is written.
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

    /// What was probably meant where only upper-case letters make the first part a host: `Grafana/loki` asks a host
    /// named `Grafana`. Nil for all other references.
    package var likelyMeant: ImageReference? {
        guard registry.utf8.contains(where: \.isUppercaseLetter) else { return nil }
        let folded = registry.lowercased()
        return ImageReference(registry: "docker.io", repository: folded + "/" + repository, tag: tag, digest: digest)
    }

    /// The same name with other tag and digest.
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
    /// The order of descriptions, which are made only where one name begins with the other: fleets have thousands.
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

    /// nil where one is the beginning of the other.
    private static func precedes(_ left: String, _ right: String) -> Bool? {
        let left = left.utf8Span.span
        let right = right.utf8Span.span
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return nil
    }
}

/// Why a text is no reference.
package enum ReferenceError: Error, Sendable, Hashable {
    case empty
    /// Leftovers of a template (`{{ }}`, `${VAR}`, `$(VAR)`): rendered elsewhere or not at all, never asked for.
    case template
    /// The reason, as a sentence fragment for people: "the repository name must be lower case".
    case invalid(String)
    /// A digest of an algorithm that exists but that is not computed here.
    case unsupportedAlgorithm(String)
}

extension ImageReference {
    /// Whether leftovers of a template stand in the text: what another tool was to fill in. Decided before the
    /// grammar, so that the message says so.
    ///
    /// Known are Go, Jinja and Mustache (`{{ x }}`, `{% x %}`, `[[ x ]]`), what Go prints for missing values
    /// (`<no value>`), shells, Kubernetes and Tekton (`$X`, `${X}`, `$(X)`), `<x>`, `%X%`, `@@X@@`, ko's import paths
    /// and values encrypted by SOPS. All of them hold characters that no reference has.
    package static func looksLikeTemplate(_ text: some StringProtocol) -> Bool { looksLikeTemplate(Array(text.utf8)) }

    static func looksLikeTemplate(_ bytes: [UInt8]) -> Bool {
        // Nearly all references have none of these.
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
