internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// What a matcher takes: the scalars that hold the parts of an image, and how sure that is.
struct Candidate {
    struct Part {
        let role: Occurrence.Role
        let node: TreeNode
        /// From the mapping or sequence that the matcher looked at.
        let way: [FieldPath.Component]
    }

    /// The first is the place that is shown.
    var parts: [Part]
    /// The reference as the parts say it together.
    var text: String {
        didSet { reference = nil }
    }
    /// What parsing the text gives, where the matcher did that.
    var reference: Result<ImageReference, ReferenceError>?
    var matcher: Matcher
    var confidence: Occurrence.Confidence
    /// The image is not all of its scalar.
    var isPortion = false
    var content: Occurrence.Content = .image
    /// The key of a digest, where the mapping has none and it is known that one is understood there.
    var digestKey: String?
    /// Where in a text it stands, where it was found as a word or line of one.
    var inner: (position: SourcePosition, origin: TextOrigin)?

    /// A name alone, of which only an object's kind or a chart says that it is all of an image's: pipelines and
    /// playbooks write `image: {name: …}`, and `{image: word, tag: …}` may be a part of something.
    var isName: Bool {
        if matcher == .imageSiblings { return !text.contains("/") }
        guard case .key(let key)? = parts[0].way.last else { return false }
        return matcher == .imageMap && key.isText("name")
    }

    init(
        _ node: TreeNode, way: [FieldPath.Component] = [], text: String, matcher: Matcher,
        confidence: Occurrence.Confidence, isPortion: Bool = false
    ) {
        parts = [Part(role: .reference, node: node, way: way)]
        self.text = text
        self.matcher = matcher
        self.confidence = confidence
        self.isPortion = isPortion
    }

    init(parts: [Part], text: String, matcher: Matcher, confidence: Occurrence.Confidence) {
        self.parts = parts
        self.text = text
        self.matcher = matcher
        self.confidence = confidence
    }
}
