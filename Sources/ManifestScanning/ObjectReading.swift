internal import AuditModel
internal import DocumentReading

/// What an object says about itself.
enum ObjectReading {
    /// The surroundings of everything in an object.
    static func context(of node: TreeNode, apiVersion: String, kind: String, outer: ScanContext) -> ScanContext {
        var owner = ScanContext.Owner(objectNode: node, apiVersion: apiVersion, kindName: kind)
        owner.kind = KindTable.traits(apiVersion: apiVersion, kind: kind)
        if apiVersion == "v1", kind == "ConfigMap" { owner.dataKey = "data" }
        if apiVersion == "v1", kind == "Secret" { owner.dataKey = "stringData" }
        if kind.hasSuffix("List"), node["items"]?.isSequence == true, kind != "List" {
            owner.impliedKind = (apiVersion, String(kind.dropLast(4)))
        }
        var context = ScanContext(owner, form: .object)
        context.isEmbedded = outer.isEmbedded
        context.isRoot = true
        if kind == "Kustomization" || kind == "Component", apiVersion.hasPrefix("kustomize.config.k8s.io/") {
            context.form = .kustomization
        }
        context.isPodKind = ImageFieldTable.podKinds.contains(kind)
        return context
    }

    /// Whether Istio's webhook is to put its proxy in.
    static func requestsInjection(_ metadata: TreeNode) -> Bool {
        metadata["annotations"]?["inject.istio.io/templates"] != nil
            || metadata["labels"]?["sidecar.istio.io/inject"]?.isText("true") == true
            || metadata["annotations"]?["sidecar.istio.io/inject"]?.isText("true") == true
    }

    /// Where an object comes from and when it runs, as far as its metadata says.
    static func metadata(_ node: TreeNode?) -> ObjectMetadata {
        var metadata = ObjectMetadata()
        let labels = strings(node?["labels"])
        metadata.labels = labels
        let annotations = strings(node?["annotations"])
        metadata.helmHooks = names(annotations["helm.sh/hook"])
        metadata.argoHooks = names(annotations["argocd.argoproj.io/hook"])
        // `application:group/kind:namespace/name`.
        metadata.application =
            annotations["argocd.argoproj.io/tracking-id"]?.split(separator: ":").first.map(String.init)
            ?? labels["argocd.argoproj.io/instance"]
        metadata.release =
            annotations["meta.helm.sh/release-name"] ?? labels["helm.toolkit.fluxcd.io/name"]
        if metadata.release == nil, labels["app.kubernetes.io/managed-by"] == "Helm" {
            metadata.release = labels["app.kubernetes.io/instance"]
        }
        return metadata
    }

    static func strings(_ mapping: TreeNode?) -> [String: String] {
        var strings: [String: String] = [:]
        for member in mapping.map({ Array($0.members) }) ?? [] {
            if let key = member.key.text, let value = member.value.text { strings[key] = value }
        }
        return strings
    }

    private static func names(_ list: String?) -> [String] {
        list?.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) ?? []
    }
}
