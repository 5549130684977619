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
    /// Where it is not empty, a tag must match one of them.
    package var allowedTags: [TagPattern] = []
    /// Nil where workloads may pull as they like.
    package var pullPolicy: ImagePullPolicy?
    /// Images whose pull needs a secret.
    package var privateImages: [RepositoryScope] = []
    /// Registries that must not be needed at run time.
    package var denied: [RepositoryScope] = []
    /// Images that are known to have no shell.
    package var shellless: [RepositoryScope] = []
    /// Workloads that must run before any pull secret exists.
    package var bootstrap: [PlaceSelector] = []
    package var watch: [WatchedImage] = []
    /// In the order in which the fleet is promoted through them.
    package var environments: [FleetEnvironment] = []
    package var mirror: MirrorPolicy
    /// Only what the policy sets; everything else has the rule's own severity.
    package var rules: [RuleID: RuleLevel]
    /// Where images are, beside what is known by itself.
    package var extraction: ExtractionSettings
    package var overrides: [PolicyOverride]
    package var waivers: [Waiver]
    /// The files that it was read from, as they were named.
    package var files: [String]

    package init(
        contract: ImageContract = ImageContract(), cluster: ClusterFacts? = nil,
        platforms: [Platform] = Policy.multipleArchitectures, digest: DigestRequirement = .preferred,
        floatingTags: [GlobPattern] = Policy.branchLikeTags, mirror: MirrorPolicy = MirrorPolicy(),
        rules: [RuleID: RuleLevel] = [:], extraction: ExtractionSettings = ExtractionSettings(),
        overrides: [PolicyOverride] = [], waivers: [Waiver] = [],
        files: [String] = []
    ) {
        self.contract = contract
        self.cluster = cluster
        self.platforms = platforms
        self.digest = digest
        self.floatingTags = floatingTags
        self.mirror = mirror
        self.rules = rules
        self.extraction = extraction
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

    /// Whether `allowedTags` lets a tag pass; it does where it says nothing.
    package func allows(tag: String) -> Bool { allowedTags.isEmpty || allowedTags.contains { $0.matches(tag) } }

    /// Whether a tag is refused, even beside a digest.
    package func refuses(tag: String) -> Bool { isFloating(tag: tag) || !allows(tag: tag) }
}
