package import ImageModel
package import MirrorChecking

/// What `polyarch mirror` compares, and which repair it suggests.
package struct MirrorRequest: Sendable {
    /// Two names from the command line.
    package var pair: (source: String, target: String)?
    package var mapFiles: [String]
    /// Instead of the policy's platforms.
    package var required: [Platform]?
    package var tool: MirrorRepair.Tool
    /// Whether to look for signatures, SBOMs and attestations too.
    package var asksForAttachments: Bool
    /// Whether a run with nothing to compare succeeds.
    package var allowsEmpty: Bool

    package init(
        pair: (source: String, target: String)? = nil, mapFiles: [String] = [],
        required: [Platform]? = nil, tool: MirrorRepair.Tool = .skopeo, asksForAttachments: Bool = false,
        allowsEmpty: Bool = false
    ) {
        self.pair = pair
        self.mapFiles = mapFiles
        self.required = required
        self.tool = tool
        self.asksForAttachments = asksForAttachments
        self.allowsEmpty = allowsEmpty
    }
}
