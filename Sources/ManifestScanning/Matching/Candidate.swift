internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// An image that a matcher recognised: the scalars that hold the parts of its reference, and how certain it is.
struct Candidate {
    struct Part {
        let role: Occurrence.Role
        let node: TreeNode
        /// From the mapping or sequence that the matcher looked at.
        let relativePath: [FieldPath.Component]
    }

    /// The first part's position is the one that is shown.
    var parts: [Part]
    /// The reference that the parts make.
    var text: String {
        didSet { reference = nil }
    }
    /// The result of parsing `text`, if the matcher parsed it.
    var reference: Result<ImageReference, ReferenceError>?
    var matcher: Matcher
    var confidence: Occurrence.Confidence
    /// The image is only a part of its scalar.
    var isPortion = false
    var content: Occurrence.Content = .image
    /// The key to add for a digest where the mapping has none, if a digest is known to be understood there.
    var digestKey: String?
    /// Where the image is inside of a scalar that holds a text.
    var positionInText: (position: SourcePosition, origin: TextOrigin)?

    /// A name alone, which is an image only in objects and charts: pipelines and playbooks write `image: {name: …}`,
    /// and `{image: word, tag: …}` may be a part of something.
    var isName: Bool {
        if matcher == .imageSiblings { return !text.contains("/") }
        guard case .key(let key)? = parts[0].relativePath.last else { return false }
        return matcher == .imageMap && key.isText("name")
    }

    init(
        _ node: TreeNode, at relativePath: [FieldPath.Component] = [], text: String, matcher: Matcher,
        confidence: Occurrence.Confidence, isPortion: Bool = false
    ) {
        parts = [Part(role: .reference, node: node, relativePath: relativePath)]
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
