package import SourceText

/// What scanning found: the pure input of everything that follows.
package struct Inventory: Sendable {
    /// Sorted by file as the inputs were given, then by place.
    package var occurrences: [Occurrence]
    /// What could not be read; it hides nothing else.
    package var unreadable: [UnreadableSource]
    package var fileCount: Int
    /// What stands around the images.
    package var facts = FleetFacts()
    /// Places that read like images and were not taken; only where it was asked for.
    package var rejected: [RejectedCandidate] = []

    package init(occurrences: [Occurrence] = [], unreadable: [UnreadableSource] = [], fileCount: Int = 0) {
        self.occurrences = occurrences
        self.unreadable = unreadable
        self.fileCount = fileCount
    }

    /// What is judged. Charts are no images, and what a controller fills in is not known here: both are listed only.
    package var images: some Collection<Occurrence> { occurrences.lazy.filter { $0.content == .image } }
}

/// A file, or one document of it, that nobody could look into.
package struct UnreadableSource: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// The file could not be opened or read.
        case unreadableFile = "unreadable-file"
        case syntaxError = "syntax-error"
        /// Does not parse and has template directives: it was not rendered.
        case unrenderedTemplate = "unrendered-template"
        /// A limit against hostile input was reached.
        case limitExceeded = "limit-exceeded"
    }

    package let kind: Kind
    package let file: String
    package let document: Int?
    package let position: SourcePosition?
    package let message: String

    package init(kind: Kind, file: String, document: Int? = nil, position: SourcePosition? = nil, message: String) {
        self.kind = kind
        self.file = file
        self.document = document
        self.position = position
        self.message = message
    }
}

/// A place that reads like an image and was not taken for one, with the reason: for people who miss it in a list.
package struct RejectedCandidate: Sendable, Hashable {
    package let file: String
    package let position: SourcePosition
    package let kind: String?
    package let namespace: String?
    package let name: String?
    package let path: String
    package let text: String
    package let reason: String

    package init(
        file: String, position: SourcePosition, kind: String?, namespace: String?, name: String?, path: String,
        text: String, reason: String
    ) {
        self.file = file
        self.position = position
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.path = path
        self.text = text
        self.reason = reason
    }
}
