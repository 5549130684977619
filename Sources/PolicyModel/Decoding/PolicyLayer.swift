internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// The settings of the policy files read so far, later over earlier: maps are merged deeply, lists and scalars
/// replaced. Nil leaves a setting to the built-in default.
struct PolicyLayer {
    /// A value with the node that set it, for mistakes that show only when all layers are merged.
    struct Placed<Value> {
        let value: Value
        let node: TreeNode
    }

    /// `images.policy` as a whole.
    var contractNode: TreeNode?
    var preferMirror: Placed<Bool>?
    var requireMultiArch: Placed<Bool>?
    /// The value is nil if a layer removes the mirror.
    var mirrorRegistry: Placed<RepositoryPrefix?>?
    var platforms: [Platform]?
    var digest: DigestRequirement?
    var floatingTags: [GlobPattern]?
    var allowedTags: [TagPattern]?
    var pullPolicy: ImagePullPolicy?
    var privateImages: [RepositoryScope]?
    var denied: [RepositoryScope]?
    var noShell: [RepositoryScope]?
    var bootstrap: [String: PlaceSelector] = [:]
    var watch: [WatchedImage]?
    var environments: [FleetEnvironment]?
    var from: [RepositoryScope]?
    var except: [RepositoryScope]?
    var naming: Placed<MirrorPolicy.Naming>?
    var map: [MirrorPolicy.Entry]?
    var rules: [RuleID: RuleLevel] = [:]
    var extractionRules: [ExtractionRule]?
    var ignoredFields: [ExtractionScope]?
    var overrides: [PolicyOverride]?
    var waivers: [Waiver]?
    /// About keys that are deprecated.
    var warnings: [PolicyWarning] = []
}
