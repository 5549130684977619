internal import AuditModel
internal import DocumentReading

/// What is known of the surroundings of a node. Copied for every field: what changes seldom is shared.
struct ScanContext {
    /// What changes where an object, a pod or a container begins, and is read when there is something to report.
    struct Owner {
        var objectNode: TreeNode?
        var apiVersion: String?
        var kindName: String?
        var kind = KindTraits()
        var scheduling: SchedulingConstraint = .none
        /// The mapping that lists the containers.
        var podNode: TreeNode?
        var containerNode: TreeNode?
        /// The metadata of the object, or of the template inside of it.
        var metadataNode: TreeNode?
        /// A ConfigMap, or a Secret, by the name of the field that holds its readable values.
        var dataKey: String?
        /// The kind that elements of a typed list such as `PodList` leave out.
        var impliedKind: (apiVersion: String, kind: String)?
    }

    private final class Shared {
        let owner: Owner
        init(_ owner: Owner) { self.owner = owner }
    }

    private var shared: Shared
    var owner: Owner { shared.owner }
    var form: DocumentForm
    /// How much of the object is believed.
    private(set) var isCautious = false
    private(set) var hasImpliedKind = false
    /// The mapping is an element of a list of containers.
    var isContainer = false
    /// Its containers must name their images.
    var isPodKind = false
    /// A webhook puts the image in where the manifest says `auto` (Istio's gateway injection).
    var isInjected = false
    /// The mapping is an object.
    var isRoot = false
    /// The document stands in a string of the object.
    var isEmbedded = false
    /// A key further up names an image, or several: `image: {engine: {repository: …}}`.
    var isBelowImage = false
    /// The registry that values set for all images whose registry has a field of its own.
    var globalRegistry: String?
    /// What the policy says about fields of the object.
    var policy: PolicyFields?
    /// What the key above says of the mapping or list.
    var key: KeyTraits = []

    init(_ owner: Owner = Owner(), form: DocumentForm) {
        shared = Shared(owner)
        self.form = form
        isCautious = owner.kind.reading == .cautious
        hasImpliedKind = owner.impliedKind != nil
    }

    var kind: KindTraits { shared.owner.kind }
    /// Something says what the document is.
    var isObject: Bool { form == .object || form == .kustomization }

    mutating func changeOwner(_ change: (inout Owner) -> Void) {
        var owner = owner
        change(&owner)
        shared = Shared(owner)
        isCautious = owner.kind.reading == .cautious
        hasImpliedKind = owner.impliedKind != nil
    }
}

/// What a document is, as far as it matters to what its fields mean.
enum DocumentForm {
    /// Has an API version and a kind.
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

    /// What a document without API version and kind is: by the name of its file, or by its shape.
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
