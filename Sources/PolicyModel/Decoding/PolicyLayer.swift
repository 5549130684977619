internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// What one policy file sets; nil is what it leaves to the layers below.
struct PolicyLayer {
    /// A value with the node that set it, for mistakes that show only when all layers are known.
    struct Placed<Value> {
        let value: Value
        let node: TreeNode
    }

    /// `images.policy` as a whole.
    var contractNode: TreeNode?
    var preferMirror: Placed<Bool>?
    var requireMultiArch: Placed<Bool>?
    /// The value is nil where a layer removes the mirror.
    var mirrorRegistry: Placed<RepositoryPrefix?>?
    var platforms: [Platform]?
    var digest: DigestRequirement?
    var floatingTags: [GlobPattern]?
    var allowedTags: [TagPattern]?
    var pullPolicy: ImagePullPolicy?
    var privateImages: [RepositoryScope]?
    var denied: [RepositoryScope]?
    var shellless: [RepositoryScope]?
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

    /// Both as one, `later` over this: maps deep, lists and scalars replaced.
    func merged(with later: PolicyLayer) -> PolicyLayer {
        PolicyLayer(
            contractNode: later.contractNode ?? contractNode,
            preferMirror: later.preferMirror ?? preferMirror,
            requireMultiArch: later.requireMultiArch ?? requireMultiArch,
            mirrorRegistry: later.mirrorRegistry ?? mirrorRegistry,
            platforms: later.platforms ?? platforms,
            digest: later.digest ?? digest,
            floatingTags: later.floatingTags ?? floatingTags,
            allowedTags: later.allowedTags ?? allowedTags,
            pullPolicy: later.pullPolicy ?? pullPolicy,
            privateImages: later.privateImages ?? privateImages,
            denied: later.denied ?? denied,
            shellless: later.shellless ?? shellless,
            bootstrap: bootstrap.merging(later.bootstrap) { $1 },
            watch: later.watch ?? watch,
            environments: later.environments ?? environments,
            from: later.from ?? from,
            except: later.except ?? except,
            naming: later.naming ?? naming,
            map: later.map ?? map,
            rules: rules.merging(later.rules) { $1 },
            extractionRules: later.extractionRules ?? extractionRules,
            ignoredFields: later.ignoredFields ?? ignoredFields,
            overrides: later.overrides ?? overrides,
            waivers: later.waivers ?? waivers)
    }
}
