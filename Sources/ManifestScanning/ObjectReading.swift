internal import AuditModel
internal import DocumentReading

/// What an object says about itself.
enum ObjectReading {
    /// The surroundings of everything in an object.
    static func context(of node: TreeNode, apiVersion: String, kind: String, outer: ScanContext) -> ScanContext {
        let object =
            outer.isEmbedded
            ? outer.object
            : ManifestObject(
                file: outer.object.file, document: outer.object.document, apiVersion: apiVersion, kind: kind,
                namespace: node.at("metadata", "namespace")?.text, name: node.at("metadata", "name")?.text)
        var context = ScanContext(object: object, form: .object)
        context.isEmbedded = outer.isEmbedded
        context.isRoot = true
        context.kind = KindTable.traits(apiVersion: apiVersion, kind: kind)
        if kind == "Kustomization" || kind == "Component", apiVersion.hasPrefix("kustomize.config.k8s.io/") {
            context.form = .kustomization
        }
        context.isPodKind = ImageFieldTable.podKinds.contains(kind)
        if apiVersion == "v1", kind == "ConfigMap" { context.dataKey = "data" }
        if apiVersion == "v1", kind == "Secret" { context.dataKey = "stringData" }
        if kind.hasSuffix("List"), node["items"]?.isSequence == true, kind != "List" {
            context.impliedKind = (apiVersion, String(kind.dropLast(4)))
        }
        return context
    }

    /// Whether Istio's webhook is to put its proxy in.
    static func requestsInjection(_ node: TreeNode) -> Bool {
        guard let metadata = node["metadata"] else { return false }
        return metadata["annotations"]?["inject.istio.io/templates"] != nil
            || metadata["labels"]?["sidecar.istio.io/inject"]?.text == "true"
            || metadata["annotations"]?["sidecar.istio.io/inject"]?.text == "true"
    }
}
