internal import AuditModel
internal import DocumentReading

/// The surroundings of a node. Copied for every field, so what seldom changes is shared.
struct ScanContext {
    /// The object, pod and container around the node, read only when there is an image to report.
    struct Owner {
        var objectNode: TreeNode?
        var apiVersion: String?
        var kindName: String?
        var kind = KindTraits()
        var scheduling: SchedulingConstraint = .none
        /// The mapping that lists the containers.
        var podNode: TreeNode?
        var containerNode: TreeNode?
        /// The metadata of the object, or of its pod template.
        var metadataNode: TreeNode?
        /// The field with the readable values of a ConfigMap or a Secret; nil for other kinds.
        var dataKey: String?
        /// The kind that elements of a typed list such as `PodList` leave out.
        var impliedKind: (apiVersion: String, kind: String)?
        /// The registry that chart values set for all images with a field for the registry.
        var globalRegistry: String?
        /// The extraction rules that apply to the object.
        var policy: PolicyFields?
    }

    private final class Shared {
        let owner: Owner
        init(_ owner: Owner) { self.owner = owner }
    }

    private var shared: Shared
    var owner: Owner { shared.owner }
    var form: DocumentForm
    /// The kind is read cautiously.
    private(set) var isCautious = false
    private(set) var hasImpliedKind = false
    /// The mapping is an element of a list of containers.
    var isContainer = false
    /// The kind is one whose containers must name their images.
    var isPodKind = false
    /// A webhook replaces the image `auto` (Istio's gateway injection).
    var isInjected = false
    /// The mapping is an object.
    var isRoot = false
    /// A key further up names an image, or several: `image: {engine: {repository: …}}`.
    var isBelowImage = false
    /// The traits of the key above the node.
    var key: KeyTraits = []

    init(_ owner: Owner = Owner(), form: DocumentForm) {
        shared = Shared(owner)
        self.form = form
        isCautious = owner.kind.reading == .cautious
        hasImpliedKind = owner.impliedKind != nil
    }

    var kind: KindTraits { shared.owner.kind }
    var globalRegistry: String? { shared.owner.globalRegistry }
    var policy: PolicyFields? { shared.owner.policy }
    /// The document says what it is.
    var isObject: Bool { form == .object || form == .kustomization }

    mutating func changeOwner(_ change: (inout Owner) -> Void) {
        var owner = owner
        change(&owner)
        shared = Shared(owner)
        isCautious = owner.kind.reading == .cautious
        hasImpliedKind = owner.impliedKind != nil
    }
}

/// The kinds of documents in which fields have different meanings.
enum DocumentForm {
    /// With an API version and a kind.
    case object
    case kustomization
    /// Values of a Helm chart.
    case values
    case other

    private static let valuesKeys: Set<String> = [
        "replicaCount", "nameOverride", "fullnameOverride", "imagePullSecrets", "serviceAccount", "podAnnotations",
        "podSecurityContext", "securityContext", "ingress", "autoscaling", "tolerations", "global", "image",
        "resources", "nodeSelector", "affinity", "controllers",
    ]

    /// The form of a document without API version and kind, by the name of its file or by its keys.
    init(ofDocumentIn file: String, root: TreeNode) {
        let name = file.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let stem = name.split(separator: ".").first ?? ""
        if stem == "kustomization" {
            self = .kustomization
        } else if stem.hasPrefix("values") || stem.hasSuffix("values") {
            self = .values
        } else {
            let known = root.members.reduce(0) { $0 + ($1.key.text.map(Self.valuesKeys.contains) == true ? 1 : 0) }
            self = known >= 2 ? .values : .other
        }
    }
}
