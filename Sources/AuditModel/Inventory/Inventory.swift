package import SourceText

/// The results of scanning.
package struct Inventory: Sendable {
    /// In the order of the input files, then by position.
    package var occurrences: [Occurrence]
    /// Sources that could not be read; the rest was scanned all the same.
    package var unreadable: [UnreadableSource]
    package var fileCount: Int
    /// The context of the images.
    package var facts = FleetFacts()
    /// Places that look like images and were rejected; only filled on request.
    package var rejected: [RejectedCandidate] = []

    package init(occurrences: [Occurrence] = [], unreadable: [UnreadableSource] = [], fileCount: Int = 0) {
        self.occurrences = occurrences
        self.unreadable = unreadable
        self.fileCount = fileCount
    }

    /// The occurrences to judge: neither charts nor what a controller fills in at run time.
    package var images: some Collection<Occurrence> { occurrences.lazy.filter { $0.content == .image } }
}

/// A file, or one document of it, that could not be scanned.
package struct UnreadableSource: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// The file could not be opened or read.
        case unreadableFile = "unreadable-file"
        case syntaxError = "syntax-error"
        /// Does not parse and contains template directives: it was not rendered.
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

/// A place that looks like an image and was rejected, with the reason, for `list --explain`.
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
