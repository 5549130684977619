package import AuditModel
package import ImageModel
package import SourceText

/// Settings that replace the policy's at some places. Nil leaves a setting unchanged.
package struct PolicyOverride: Sendable, Hashable {
    package let places: PlaceSelector
    /// Empty for every image.
    package let images: [ImageMatcher]
    package let platforms: [Platform]?
    package let digest: DigestRequirement?
    package let rules: [RuleID: RuleLevel]
    package var origin: PolicyOrigin?

    package init(
        places: PlaceSelector = .everywhere, images: [ImageMatcher] = [], platforms: [Platform]? = nil,
        digest: DigestRequirement? = nil, rules: [RuleID: RuleLevel] = [:], origin: PolicyOrigin? = nil
    ) {
        self.places = places
        self.images = images
        self.platforms = platforms
        self.digest = digest
        self.rules = rules
        self.origin = origin
    }

    /// What it covers, for messages.
    package var summary: String {
        let parts = [images.isEmpty ? "" : "images " + images.map(\.text).joined(separator: ", "), places.summary]
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    package func applies(toImage text: String, _ reference: ImageReference?) -> Bool {
        images.isEmpty || images.contains { $0.matches(text: text, reference: reference) }
    }
}

/// A place in a policy file.
package struct PolicyOrigin: Sendable, Hashable {
    package let file: String
    package let position: SourcePosition

    package init(file: String, position: SourcePosition) {
        self.file = file
        self.position = position
    }
}

/// Something in a policy file that still works and should be changed.
package struct PolicyWarning: Sendable, Hashable, CustomStringConvertible {
    package let message: String
    package let origin: PolicyOrigin

    package init(_ message: String, at origin: PolicyOrigin) {
        self.message = message
        self.origin = origin
    }

    /// `file:line:column: warning: message`
    package var description: String { "\(origin.file):\(origin.position): warning: \(message)" }
}
