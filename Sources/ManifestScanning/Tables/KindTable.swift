/// How objects of a kind are read where they differ from others.
struct KindTraits: Sendable {
    enum Reading: Sendable {
        case all
        /// Only containers and values that can hardly be anything but an image: the kind's own fields hold something
        /// else.
        case cautious
        case none
    }

    var reading: Reading = .all
    /// Why `reading` is not `all`: a clause about the object, for people.
    var reason: String?
    /// A `version` beside an image is its tag. In other kinds it is the version of a product.
    var versionIsTag = false
    /// `repository` is only the folder of what `image` names.
    var splitsRepository = false
    /// Fields hold expressions that a controller fills in at run time: a placeholder is not left over from a template.
    var holdsExpressions = false
    /// The registry is set in another object.
    var lacksRegistry = false
    /// Keys that name an image in this kind only.
    var imageKeys: Set<String> = []
}

/// The kinds that are read differently from others. To add one, add one entry; an exact
/// group wins over a pattern, and among equals the first entry counts.
enum KindTable {
    private struct Entry {
        /// An API group, or `*.` and the suffix of several.
        let group: String
        /// Nil for all kinds of the group.
        let kind: String?
        let traits: KindTraits

        init(_ group: String, _ kind: String? = nil, _ traits: KindTraits) {
            self.group = group
            self.kind = kind
            self.traits = traits
        }
    }

    private static let entries: [Entry] = [
        Entry(
            "apiextensions.k8s.io", "CustomResourceDefinition",
            KindTraits(reading: .none, reason: "it describes a schema")),
        Entry("skaffold", nil, KindTraits(reading: .none, reason: "it names images to build")),
        Entry("image.toolkit.fluxcd.io", nil, KindTraits(reading: .none, reason: "it names repositories to poll")),
        Entry(
            "argocd-image-updater.argoproj.io", nil,
            KindTraits(reading: .none, reason: "it names repositories to poll")),
        Entry(
            "kargo.akuity.io", nil,
            KindTraits(reading: .cautious, reason: "it names repositories to poll", holdsExpressions: true)),
        Entry("eraser.sh", nil, KindTraits(reading: .none, reason: "it lists images to remove")),
        Entry(
            "spdx.softwarecomposition.kubescape.io", nil,
            KindTraits(reading: .none, reason: "it reports on images")),
        Entry("aquasecurity.github.io", nil, KindTraits(reading: .none, reason: "it reports on images")),
        Entry("policy.sigstore.dev", nil, KindTraits(reading: .none, reason: "it holds patterns that images match")),
        Entry("wgpolicyk8s.io", nil, KindTraits(reading: .none, reason: "it reports on images")),
        Entry("kops.k8s.io", "InstanceGroup", KindTraits(reading: .cautious, reason: "it names a machine image")),
        Entry(
            "kyverno.io", nil,
            KindTraits(reading: .cautious, reason: "it holds patterns that images match", holdsExpressions: true)),
        // Read like others, unlike the rest of `*.cluster.x-k8s.io`.
        Entry("addons.cluster.x-k8s.io", nil, KindTraits()),
        Entry(
            "policies.kyverno.io", nil,
            KindTraits(reading: .cautious, reason: "it holds patterns that images match", holdsExpressions: true)),
        Entry("*.cluster.x-k8s.io", nil, KindTraits(reading: .cautious, reason: "it names machine images")),
        Entry("cluster.k8s.io", nil, KindTraits(reading: .cautious, reason: "it names machine images")),
        Entry("machine.openshift.io", nil, KindTraits(reading: .cautious, reason: "it names machine images")),
        Entry("*.gardener.cloud", nil, KindTraits(reading: .cautious, reason: "it names machine images")),
        Entry("kubeadm.k8s.io", nil, KindTraits(reading: .cautious, reason: "it names a prefix of images")),
        Entry("*.cnrm.cloud.google.com", nil, KindTraits(reading: .cautious, reason: "it names cloud resources")),
        Entry("*.azure.com", nil, KindTraits(reading: .cautious, reason: "it names cloud resources")),
        Entry("*.services.k8s.aws", nil, KindTraits(reading: .cautious, reason: "it names cloud resources")),
        // Read like others, unlike the rest of `*.crossplane.io`.
        Entry("kubernetes.crossplane.io", nil, KindTraits()),
        Entry("kubernetes.m.crossplane.io", nil, KindTraits()),
        Entry("meta.pkg.crossplane.io", nil, KindTraits()),
        Entry("helm.crossplane.io", nil, KindTraits()),
        Entry("helm.m.crossplane.io", nil, KindTraits()),
        Entry("*.crossplane.io", nil, KindTraits(reading: .cautious, reason: "it names cloud resources")),
        Entry("*.upbound.io", nil, KindTraits(reading: .cautious, reason: "it names cloud resources")),
        Entry("karpenter.k8s.aws", nil, KindTraits(reading: .cautious, reason: "it names machine images")),
        Entry("karpenter.azure.com", nil, KindTraits(reading: .cautious, reason: "it names machine images")),
        Entry("harvesterhci.io", nil, KindTraits(reading: .cautious, reason: "it names disk images")),
        Entry("metal3.io", nil, KindTraits(reading: .cautious, reason: "it names disk images")),
        Entry("argoproj.io", "ArgoCD", KindTraits(versionIsTag: true)),
        Entry("argoproj.io", nil, KindTraits(holdsExpressions: true)),
        Entry("tekton.dev", nil, KindTraits(holdsExpressions: true)),
        Entry("*.tekton.dev", nil, KindTraits(holdsExpressions: true)),
        Entry("kro.run", nil, KindTraits(holdsExpressions: true)),
        Entry("kubeflow.org", nil, KindTraits(holdsExpressions: true)),
        Entry("*.backstage.io", nil, KindTraits(holdsExpressions: true)),
        Entry("apiextensions.crossplane.io", nil, KindTraits(holdsExpressions: true)),
        Entry("*.fn.crossplane.io", nil, KindTraits(holdsExpressions: true)),
        Entry("policy.open-cluster-management.io", nil, KindTraits(holdsExpressions: true)),
        Entry("external-secrets.io", nil, KindTraits(holdsExpressions: true)),
        Entry("nvidia.com", nil, KindTraits(versionIsTag: true, splitsRepository: true)),
        Entry("mellanox.com", nil, KindTraits(versionIsTag: true, splitsRepository: true)),
        Entry("pkg.crossplane.io", nil, KindTraits(imageKeys: ["package"])),
        Entry("scylla.scylladb.com", nil, KindTraits(versionIsTag: true)),
        Entry("opensearch.opster.io", nil, KindTraits(versionIsTag: true)),
        Entry("hazelcast.com", nil, KindTraits(versionIsTag: true)),
        Entry("k0s.k0sproject.io", nil, KindTraits(versionIsTag: true)),
        Entry("pingcap.com", nil, KindTraits(versionIsTag: true)),
        Entry("mysql.oracle.com", nil, KindTraits(versionIsTag: true)),
        Entry("etcd.database.coreos.com", nil, KindTraits(versionIsTag: true)),
        Entry("operator.tigera.io", nil, KindTraits(lacksRegistry: true)),
    ]

    private static let plain = KindTraits()

    private static let entriesOfGroup = Dictionary(grouping: entries) { Substring($0.group) }

    static func traits(apiVersion: String, kind: String) -> KindTraits {
        let group = Substring(apiVersion.utf8.prefix { $0 != UInt8(ascii: "/") })
        if let entry = entry(group, kind) { return entry.traits }
        var parent = group
        while let dot = parent.utf8.firstIndex(of: UInt8(ascii: ".")) {
            if let entry = entry("*" + parent[dot...], kind) { return entry.traits }
            parent = parent[parent.utf8.index(after: dot)...]
        }
        return plain
    }

    private static func entry(_ group: Substring, _ kind: String) -> Entry? {
        entriesOfGroup[group]?.first { $0.kind == nil || $0.kind == kind }
    }
}
