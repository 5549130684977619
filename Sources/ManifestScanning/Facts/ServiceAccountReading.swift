internal import AuditModel
internal import DocumentReading
internal import SourceText

/// Finds the service accounts of a document: the document itself, or elements of a root `items` list.
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
