package import AuditModel
package import ImageModel
package import SourceText

/// What is asked of the images of a fleet, all layers merged. `Policy()` is the built-in default that `policy/default.yaml`
/// spells out: it applies without any file, and below every file.
package struct Policy: Sendable, Hashable {
    package var contract: ImageContract
    package var cluster: ClusterFacts?
    /// Required where neither a workload nor an override says otherwise. Never empty.
    package var platforms: [Platform]
    package var digest: DigestRequirement
    package var floatingTags: [GlobPattern]
    package var mirror: MirrorPolicy
    /// Only what the policy sets; everything else has the rule's own severity.
    package var rules: [RuleID: RuleLevel]
    package var overrides: [PolicyOverride]
    package var waivers: [Waiver]
    /// The files that it was read from, as they were named.
    package var files: [String]

    package init(
        contract: ImageContract = ImageContract(), cluster: ClusterFacts? = nil,
        platforms: [Platform] = Policy.multipleArchitectures, digest: DigestRequirement = .preferred,
        floatingTags: [GlobPattern] = Policy.branchLikeTags, mirror: MirrorPolicy = MirrorPolicy(),
        rules: [RuleID: RuleLevel] = [:], overrides: [PolicyOverride] = [], waivers: [Waiver] = [],
        files: [String] = []
    ) {
        self.contract = contract
        self.cluster = cluster
        self.platforms = platforms
        self.digest = digest
        self.floatingTags = floatingTags
        self.mirror = mirror
        self.rules = rules
        self.overrides = overrides
        self.waivers = waivers
        self.files = files
    }

    /// What `requireMultiArch: true` asks for.
    package static let multipleArchitectures: [Platform] = [.linuxAMD64, .linuxARM64]

    package static let branchLikeTags: [GlobPattern] = [
        "latest", "main", "master", "dev", "edge", "nightly",
    ].compactMap { try? GlobPattern($0) }

    package func isFloating(tag: String) -> Bool { floatingTags.contains { $0.matches(tag) } }
}
