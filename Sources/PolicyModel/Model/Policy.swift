package import AuditModel
package import ImageModel
package import SourceText

/// What is required of the images of a fleet, all layers merged. `Policy()` is the built-in default in
/// `policy/default.yaml`, which applies without a policy file and below every file.
package struct Policy: Sendable, Hashable {
    package var contract: ImageContract
    package var cluster: ClusterFacts?
    /// Required unless a workload or an override says otherwise. Never empty.
    package var platforms: [Platform]
    package var digest: DigestRequirement
    package var floatingTags: [GlobPattern]
    /// If not empty, a tag must match one of them.
    package var allowedTags: [TagPattern] = []
    /// Nil if the policy requires none.
    package var pullPolicy: ImagePullPolicy?
    /// Images whose pull needs a secret.
    package var privateImages: [RepositoryScope] = []
    /// Registries that must not be needed at run time.
    package var denied: [RepositoryScope] = []
    /// Images that are known to have no shell.
    package var noShell: [RepositoryScope] = []
    /// Workloads that must run before any pull secret exists.
    package var bootstrap: [PlaceSelector] = []
    package var watch: [WatchedImage] = []
    /// In the order in which the fleet is promoted through them.
    package var environments: [FleetEnvironment] = []
    package var mirror: MirrorPolicy
    /// Only the levels that the policy sets; other rules have their own severity.
    package var rules: [RuleID: RuleLevel]
    /// Where images are, in addition to the built-in knowledge.
    package var extraction: ExtractionSettings
    package var overrides: [PolicyOverride]
    package var waivers: [Waiver]
    /// The paths of its files, as given.
    package var files: [String]
    package var warnings: [PolicyWarning] = []

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

    /// The platforms that `requireMultiArch: true` requires.
    package static let multipleArchitectures: [Platform] = [.linuxAMD64, .linuxARM64]

    package static let branchLikeTags: [GlobPattern] = [
        "latest", "main", "master", "dev", "edge", "nightly",
    ].compactMap { try? GlobPattern($0) }

    package func isFloating(tag: String) -> Bool { floatingTags.contains { $0.matches(tag) } }

    /// Whether `allowedTags` matches the tag, or is empty.
    package func allows(tag: String) -> Bool { allowedTags.isEmpty || allowedTags.contains { $0.matches(tag) } }

    /// Whether a tag is refused, even beside a digest.
    package func refuses(tag: String) -> Bool { isFloating(tag: tag) || !allows(tag: tag) }
}

/// The fleet's contract about images, with the same keys as in its Helm globals.
package struct ImageContract: Sendable, Hashable {
    /// Third-party images come from the mirror rather than from upstream.
    package var preferMirror: Bool
    /// Every image covers amd64 and arm64; otherwise the cluster's own architecture is enough.
    package var requireMultiArch: Bool
    /// Nil if there is no mirror.
    package var mirrorRegistry: RepositoryPrefix?

    package init(preferMirror: Bool = false, requireMultiArch: Bool = true, mirrorRegistry: RepositoryPrefix? = nil) {
        self.preferMirror = preferMirror
        self.requireMultiArch = requireMultiArch
        self.mirrorRegistry = mirrorRegistry
    }
}

/// The cluster that a globals file describes.
package struct ClusterFacts: Sendable, Hashable {
    package var type: String?
    package var name: String?
    package var architecture: String?

    package init(type: String? = nil, name: String? = nil, architecture: String? = nil) {
        self.type = type
        self.name = name
        self.architecture = architecture
    }
}

/// Whether references must be pinned by digest.
package enum DigestRequirement: String, Sendable, Hashable, CaseIterable {
    case required
    case preferred
    case optional

    /// The level of `unpinned`, unless `rules` sets it.
    package var level: RuleLevel {
        switch self {
        case .required: .error
        case .preferred: .warning
        case .optional: .off
        }
    }
}

/// When a node asks the registry for an image that it already has.
package enum ImagePullPolicy: String, Sendable, Hashable, CaseIterable {
    case always = "Always"
    case ifNotPresent = "IfNotPresent"
    case never = "Never"
}

/// One of the environments through which a fleet is promoted.
package struct FleetEnvironment: Sendable, Hashable {
    package let name: String
    package let places: PlaceSelector

    package init(name: String, places: PlaceSelector) {
        self.name = name
        self.places = places
    }
}

/// A tag that is checked although no manifest names it, such as a base image of pull requests.
package struct WatchedImage: Sendable, Hashable {
    /// With a tag, without a digest.
    package let reference: ImageReference
    package var origin: PolicyOrigin?

    package init(_ reference: ImageReference, origin: PolicyOrigin? = nil) {
        self.reference = reference
        self.origin = origin
    }
}
