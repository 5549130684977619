package import ImageModel

/// The results of an audit. Equal inputs give equal reports, except for `run`.
package struct AuditReport: Sendable {
    package var toolVersion: String
    package var policyFiles: [String]
    /// Sorted by reference.
    package var images: [ReportedImage]
    /// Sorted by severity (worst first), first place, rule.
    package var findings: [Finding]
    package var unchecked: [Unchecked]
    package var occurrenceCount: Int
    package var fileCount: Int
    package var run: RunFacts
    /// Nil if no baseline was given.
    package var baseline: BaselineFacts?

    package init(
        toolVersion: String, policyFiles: [String] = [], images: [ReportedImage] = [], findings: [Finding] = [],
        unchecked: [Unchecked] = [], occurrenceCount: Int = 0, fileCount: Int = 0, run: RunFacts
    ) {
        self.toolVersion = toolVersion
        self.policyFiles = policyFiles
        self.images = images
        self.findings = findings
        self.unchecked = unchecked
        self.occurrenceCount = occurrenceCount
        self.fileCount = fileCount
        self.run = run
    }

    /// Active findings of one severity.
    package func count(of severity: Severity) -> Int {
        findings.count { $0.severity == severity && $0.isActive }
    }
}

/// One distinct image of the run with the registry's answer.
package struct ReportedImage: Sendable {
    package let reference: ImageReference
    package let resolution: Resolution
    /// The comparison with the mirror's counterpart, or of the mirror's image with its upstream.
    package var mirror: MirrorComparison?
    /// The reference to deploy, with a digest; nil if no digest is fit to pin.
    package var pinned: ImageReference?
    /// The URL of the endpoint that answered; nil if none did.
    package var endpoint: String?

    package init(
        reference: ImageReference, resolution: Resolution, mirror: MirrorComparison? = nil,
        pinned: ImageReference? = nil, endpoint: String? = nil
    ) {
        self.endpoint = endpoint
        self.reference = reference
        self.resolution = resolution
        self.mirror = mirror
        self.pinned = pinned
    }
}

/// Something that could not be checked; never counted as compliant.
package struct Unchecked: Sendable {
    /// Sorted in the order of the cases.
    package enum Item: Sendable, Hashable, Comparable {
        case image(String)
        case file(String)
        /// The whole run: it found no image.
        case run
    }

    package let item: Item
    /// A `ResolutionFailure.Kind`, an `UnreadableSource.Kind`, or `no-images`.
    package let kind: String
    package let message: String
    package let locations: [FindingLocation]

    package init(item: Item, kind: String, message: String, locations: [FindingLocation]) {
        self.item = item
        self.kind = kind
        self.message = message
        self.locations = locations
    }
}
