package import ImageModel
package import MirrorChecking

/// What `polyarch mirror` is to compare, and how its reports are to help.
package struct MirrorRequest: Sendable {
    /// Two names from the command line.
    package var pair: (source: String, target: String)?
    package var mapFiles: [String]
    /// Instead of the policy's platforms.
    package var required: [Platform]?
    package var tool: MirrorRepair.Tool
    /// Whether signatures, SBOMs and attestations are asked for that are kept beside images.
    package var asksForAttachments: Bool
    /// Whether there may be nothing to compare.
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
