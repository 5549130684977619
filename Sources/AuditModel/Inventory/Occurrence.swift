package import ImageModel
package import SourceText

/// One place in one file where an image is named.
///
/// A class, because a fleet has them by the ten thousand, and all that is said of a place is kept with it.
package final class Occurrence: Sendable {
    /// Which component of the reference a span of the file holds. An image that stands in one scalar has one
    /// `reference` part; one composed of `repository`, `tag` and `digest` fields has a part for each.
    package enum Role: String, Sendable, Hashable {
        case reference
        case registry
        case repository
        case tag
        case digest
    }

    /// One scalar of the file. `range` is the value as written: its quotes are inside, anchor and tag are not.
    package struct Part: Sendable, Hashable {
        package let role: Role
        package let range: ByteRange
        package let position: SourcePosition
        package let path: String
        package let style: ScalarStyle
        /// The decoded value. That of a digest's field may say nothing, where it waits to be filled in.
        package let text: String
        /// The value stands inside of the scalar at `range`, between other text: in an argument behind `=`, in a
        /// document that a string holds. `position` is its own, as far as the style of the scalar lets it be known.
        /// Replacing the range would replace the rest too.
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

    /// What a text that reads like an image is for.
    package enum Content: String, Sendable, Hashable {
        case image
        /// A chart, a bundle of manifests: it lies in a registry, and no container runs it.
        case artifact
        /// Filled in where it runs: by a webhook, or by a controller that renders the text around it.
        case deferred
    }

    /// How sure the scanner is that this names an image. `possible` ones do not fail an audit by default.
    package enum Confidence: String, Sendable, Hashable {
        case certain
        case likely
        case possible
    }

    package let object: ManifestObject
    /// At least one; the first is the place that is shown.
    package let parts: [Part]
    /// The name of the container around it; nil where there is none.
    package let container: String?
    /// What the file says, composed parts joined.
    package let text: String
    package let reference: Result<ImageReference, ReferenceError>
    /// The extraction rule that took it, such as `container`.
    package let source: String
    package let confidence: Confidence
    /// Only images are asked for and judged; the rest is listed.
    package let content: Content
    /// The key of a digest, where the map of parts has none and it is known that one is understood there.
    package let digestKey: String?
    package let scheduling: SchedulingConstraint
    /// The pod around it; nil where there is none.
    package let workload: WorkloadFacts?
    package let containerFacts: ContainerFacts?

    /// Nil without parts: an occurrence is somewhere.
    ///
    /// - Parameter reference: what parsing `text` gives, where that is known.
    package init?(
        object: ManifestObject, parts: [Part], container: String? = nil, text: String,
        reference: Result<ImageReference, ReferenceError>? = nil, source: String,
        confidence: Confidence = .certain, content: Content = .image, digestKey: String? = nil,
        scheduling: SchedulingConstraint = .none, workload: WorkloadFacts? = nil, containerFacts: ContainerFacts? = nil
    ) {
        guard !parts.isEmpty else { return nil }
        self.object = object
        self.parts = parts
        self.container = container
        self.text = text
        self.reference = reference ?? Result { () throws(ReferenceError) in try ImageReference(text) }
        self.source = source
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
    /// The field is there and waits to be filled in: `digest: ""`, `digest:`, `digest: null`.
    package var saysNothing: Bool { text.isEmpty || (style == .plain && ["~", "null", "Null", "NULL"].contains(text)) }

    /// The keys that lead to it from the root of its document; nil where a list is on the way.
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

    /// The key that it stands under; nil for elements of lists.
    package var key: String? {
        if path.hasSuffix("']") {
            return path.ranges(of: "['").last.map { String(path[$0.upperBound...].dropLast(2)) }
        }
        guard let last = path.split(separator: ".").last, !last.contains("[") else { return nil }
        return String(last)
    }
}
