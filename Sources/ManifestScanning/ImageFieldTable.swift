/// Where images stand, and where what looks like one is none. One readable place: a new kind or key is a line here.
enum ImageFieldTable {
    /// Lists whose elements are containers, at any depth and in any kind.
    static let containerLists: Set<String> = ["containers", "initContainers", "ephemeralContainers"]

    /// Lists of containers by another name (Tekton's tasks).
    static let containerLikeLists: Set<String> = ["sidecars", "steps"]

    /// Keys of an object that echo other state or describe a schema: no image below them is deployed from there.
    static let skippedObjectKeys: Set<String> = ["status"]

    /// Keys below `metadata` and the like that hold free text by name.
    static let freeTextKeys: Set<String> = ["labels", "annotations", "managedFields", "matchLabels"]

    /// Volume types whose `image` is a block device's name.
    static let blockDeviceKeys: Set<String> = ["rbd"]

    /// Fields beside `image` that hold the rest of the reference: `image` alone is not all of it then.
    static let completingKeys: Set<String> = ["repository", "registry", "tag", "digest"]

    /// Objects whose `image` fields name something that no kubelet pulls.
    struct ForeignKind {
        /// Matches the API group, or whole groups below it when it starts with `*.`.
        let group: String
        /// Nil for every kind of the group.
        let kind: String?
        let reason: String
    }

    static let foreignKinds: [ForeignKind] = [
        ForeignKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition", reason: "describes a schema"),
        ForeignKind(group: "kops.k8s.io", kind: "InstanceGroup", reason: "names a machine image"),
        ForeignKind(group: "image.toolkit.fluxcd.io", kind: nil, reason: "names repositories to poll"),
        ForeignKind(group: "kyverno.io", kind: nil, reason: "holds patterns that images are matched with"),
        ForeignKind(group: "skaffold", kind: nil, reason: "names images to build"),
        ForeignKind(group: "*.cluster.x-k8s.io", kind: nil, reason: "names machine images"),
        ForeignKind(group: "*.cnrm.cloud.google.com", kind: nil, reason: "names cloud resources"),
    ]

    /// Kinds whose fields hold expressions that a controller fills in at run time: a placeholder there is no leftover
    /// of a template.
    static let expressionGroups: Set<String> = ["argoproj.io", "tekton.dev"]

    static func foreign(apiVersion: String, kind: String) -> ForeignKind? {
        let group = apiVersion.split(separator: "/").first.map(String.init) ?? ""
        return foreignKinds.first { entry in
            (entry.kind == nil || entry.kind == kind)
                && (entry.group.hasPrefix("*.") ? group.hasSuffix(entry.group.dropFirst()) : entry.group == group)
        }
    }
}
