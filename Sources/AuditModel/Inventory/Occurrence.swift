package import ImageModel
package import SourceText

/// One place in one file where an image is named.
///
/// A class, because a fleet has tens of thousands, which findings and reports share.
package final class Occurrence: Sendable {
    /// The component of the reference that a part holds. An image in one scalar has one `reference` part; one composed
    /// of `repository`, `tag` and `digest` fields has a part for each.
    package enum Role: String, Sendable, Hashable {
        case reference
        case registry
        case repository
        case tag
        case digest
    }

    /// One scalar of the file. `range` is the value as written, including quotes, without anchor and tag.
    package struct Part: Sendable, Hashable {
        package let role: Role
        package let range: ByteRange
        package let position: SourcePosition
        package let path: String
        package let style: ScalarStyle
        /// The decoded value. The field of a digest may be empty, waiting to be filled in.
        package let text: String
        /// The value is only a part of the scalar at `range`, such as an argument after `=` or a document inside a
        /// string. `position` is its own, as far as the style of the scalar allows. Replacing the range would replace
        /// the rest too.
        package let isPortion: Bool

        package init(
            role: Role, range: ByteRange, position: SourcePosition, path: String, style: ScalarStyle, text: String,
            isPortion: Bool = false
        ) {
            self.role = role
            self.range = range
            self.position = position
            self.path = path
            self.style = style
            self.text = text
            self.isPortion = isPortion
        }
    }

    /// What an image-like text names.
    package enum Content: String, Sendable, Hashable {
        case image
        /// A chart or a bundle of manifests: in a registry, but not run by a container.
        case artifact
        /// Filled in at run time, by a webhook or by a controller that renders the text.
        case deferred
    }

    /// How sure the scanner is that this names an image. `possible` ones do not fail an audit by default.
    package enum Confidence: String, Sendable, Hashable {
        case certain
        case likely
        case possible
    }

    package let object: ManifestObject
    /// At least one; reports show the place of the first.
    package let parts: [Part]
    /// The name of the container; nil outside of one.
    package let container: String?
    /// The text in the file, with composed parts joined.
    package let text: String
    package let reference: Result<ImageReference, ReferenceError>
    /// The name of the matcher that took it, such as `container`.
    package let matcher: String
    package let confidence: Confidence
    /// Only images are resolved and judged; the rest is listed.
    package let content: Content
    /// The key for a digest, if the map of parts has none and is known to support it.
    package let digestKey: String?
    package let scheduling: SchedulingConstraint
    /// The pod; nil outside of one.
    package let workload: WorkloadFacts?
    package let containerFacts: ContainerFacts?

    /// Nil without parts.
    ///
    /// - Parameter reference: the result of parsing `text`, if known.
    package init?(
        object: ManifestObject, parts: [Part], container: String? = nil, text: String,
        reference: Result<ImageReference, ReferenceError>? = nil, matcher: String,
        confidence: Confidence = .certain, content: Content = .image, digestKey: String? = nil,
        scheduling: SchedulingConstraint = .none, workload: WorkloadFacts? = nil, containerFacts: ContainerFacts? = nil
    ) {
        guard !parts.isEmpty else { return nil }
        self.object = object
        self.parts = parts
        self.container = container
        self.text = text
        self.reference = reference ?? Result { () throws(ReferenceError) in try ImageReference(text) }
        self.matcher = matcher
        self.confidence = confidence
        self.content = content
        self.digestKey = digestKey
        self.scheduling = scheduling
        self.workload = workload
        self.containerFacts = containerFacts
    }

    package var file: String { object.file }
    package var position: SourcePosition { parts[0].position }
    package var path: String { parts[0].path }
}

extension Occurrence.Part {
    /// Whether the field is present but empty: `digest: ""`, `digest:`, `digest: null`.
    package var isEmptyOrNull: Bool {
        text.isEmpty || (style == .plain && ["~", "null", "Null", "NULL"].contains(text))
    }

    /// The keys from the root of its document to it; nil if there is a list on the way.
    package var keys: [String]? {
        var keys: [String] = []
        var rest = path.dropFirst()
        while let first = rest.first {
            if first == "." {
                let key = rest.dropFirst().prefix { $0 != "." && $0 != "[" }
                keys.append(String(key))
                rest = rest[key.endIndex...]
            } else if rest.hasPrefix("['"), let close = rest.firstRange(of: "']") {
                keys.append(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<close.lowerBound]))
                rest = rest[close.upperBound...]
            } else {
                return nil
            }
        }
        return keys
    }

    /// Its key in the mapping around it; nil for elements of lists.
    package var key: String? {
        if path.hasSuffix("']") {
            return path.ranges(of: "['").last.map { String(path[$0.upperBound...].dropLast(2)) }
        }
        guard let last = path.split(separator: ".").last, !last.contains("[") else { return nil }
        return String(last)
    }
}
