internal import AuditModel
internal import DocumentReading
internal import SourceText

/// The facts in an object's own fields.
enum ObjectReading {
    /// The context of everything in an object.
    static func context(of node: TreeNode, apiVersion: String, kind: String) -> ScanContext {
        var owner = ScanContext.Owner(objectNode: node, apiVersion: apiVersion, kindName: kind)
        owner.kind = KindTable.traits(apiVersion: apiVersion, kind: kind)
        if apiVersion == "v1", kind == "ConfigMap" { owner.dataKey = "data" }
        if apiVersion == "v1", kind == "Secret" { owner.dataKey = "stringData" }
        if kind.hasSuffix("List"), node["items"]?.isSequence == true, kind != "List" {
            owner.impliedKind = (apiVersion, String(kind.dropLast(4)))
        }
        var context = ScanContext(owner, form: .object)
        context.isRoot = true
        if kind == "Kustomization" || kind == "Component", apiVersion.hasPrefix("kustomize.config.k8s.io/") {
            context.form = .kustomization
        }
        context.isPodKind = ImageFieldTable.podKinds.contains(kind)
        return context
    }

    /// Whether Istio's webhook injects its proxy.
    static func requestsInjection(_ metadata: TreeNode) -> Bool {
        metadata["annotations"]?["inject.istio.io/templates"] != nil
            || metadata["labels"]?["sidecar.istio.io/inject"]?.isText("true") == true
            || metadata["annotations"]?["sidecar.istio.io/inject"]?.isText("true") == true
    }

    /// What the metadata says about where an object comes from and when it runs.
    static func metadata(_ node: TreeNode?) -> ObjectMetadata {
        var metadata = ObjectMetadata()
        guard let node else { return metadata }
        let labels = node["labels"]
        metadata.labels = strings(labels)
        let annotations = node["annotations"]
        metadata.helmHooks = names(annotations?["helm.sh/hook"]?.text)
        metadata.argoHooks = names(annotations?["argocd.argoproj.io/hook"]?.text)
        // `application:group/kind:namespace/name`.
        metadata.application =
            annotations?["argocd.argoproj.io/tracking-id"]?.text?.split(separator: ":").first.map(String.init)
            ?? labels?["argocd.argoproj.io/instance"]?.text
        metadata.release =
            (annotations?["meta.helm.sh/release-name"] ?? labels?["helm.toolkit.fluxcd.io/name"])?.text
        if metadata.release == nil, labels?["app.kubernetes.io/managed-by"]?.isText("Helm") == true {
            metadata.release = labels?["app.kubernetes.io/instance"]?.text
        }
        return metadata
    }

    static func strings(_ mapping: TreeNode?) -> [String: String] {
        var strings: [String: String] = [:]
        guard let mapping else { return strings }
        strings.reserveCapacity(8)
        for member in mapping.members {
            if let key = member.key.text, let value = member.value.text { strings[key] = value }
        }
        return strings
    }

    private static func names(_ list: String?) -> [String] {
        list?.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) ?? []
    }
}

extension SchedulingConstraint {

    /// The nodes that a pod template, or another mapping with the same fields, selects; nil if it selects none.
    init?(podTemplate node: TreeNode) {
        let selector = node["nodeSelector"]
        let required = node.at(
            "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
        guard selector?.isMapping == true || required?.isSequence == true else { return nil }

        var base = Alternative()
        for member in selector.map({ Array($0.members) }) ?? [] {
            guard let label = member.key.text, let value = member.value.text else { continue }
            base.require(label, Values(allowed: [value]))
        }
        var alternatives: [Alternative] = []
        for term in required.map({ Array($0.elements) }) ?? [] {
            var alternative = base
            for expression in term["matchExpressions"].map({ Array($0.elements) }) ?? [] {
                guard let label = expression["key"]?.text, let operation = expression["operator"]?.text else {
                    continue
                }
                let values = Set(expression["values"]?.elements.compactMap(\.text) ?? [])
                switch operation {
                case "In": alternative.require(label, Values(allowed: values))
                case "NotIn": alternative.require(label, Values(refused: values))
                default: break
                }
            }
            alternatives.append(alternative)
        }
        self.init(alternatives: alternatives.isEmpty ? [base] : alternatives)
    }
}

extension SchedulingConstraint.Alternative {
    fileprivate mutating func require(_ label: String, _ values: SchedulingConstraint.Values) {
        switch label {
        case "kubernetes.io/arch", "beta.kubernetes.io/arch": architectures = architectures.intersected(with: values)
        case "kubernetes.io/os", "beta.kubernetes.io/os": operatingSystems = operatingSystems.intersected(with: values)
        default: break
        }
    }
}

/// Finds the service accounts of a document: the document itself, or the elements of a list object.
enum ServiceAccountReading {
    static func accounts(in root: TreeNode) -> [ServiceAccountFacts] {
        if let items = root["items"], items.isSequence { return items.elements.compactMap(account) }
        return account(root).map { [$0] } ?? []
    }

    private static func account(_ node: TreeNode) -> ServiceAccountFacts? {
        guard node["kind"]?.isText("ServiceAccount") == true, node["apiVersion"]?.isText("v1") == true,
            let name = node.at("metadata", "name")?.text
        else { return nil }
        let secrets = node["imagePullSecrets"].map { Array($0.elements) } ?? []
        return ServiceAccountFacts(
            file: node.file.path, namespace: node.at("metadata", "namespace")?.text, name: name,
            hasPullSecrets: !secrets.isEmpty)
    }
}
