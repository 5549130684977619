internal import AuditModel
internal import DocumentReading

/// The facts about the objects, pods and containers of a document. Each is read once, when the first image in it is
/// reported; most objects have no image, and nothing is read for them.
struct FactCache {
    /// The object and workload around the string that the document is in.
    var fixedObject: ManifestObject?
    var fixedWorkload: WorkloadFacts?
    private var objects: [Int: ManifestObject] = [:]
    private var workloads: [Int: WorkloadFacts] = [:]
    private var containers: [Int: ContainerFacts] = [:]

    mutating func object(_ context: ScanContext, file: String, document: Int) -> ManifestObject {
        if let fixedObject { return fixedObject }
        let key = context.owner.objectNode?.index ?? -1
        if let known = objects[key] { return known }
        let metadata = context.owner.objectNode?["metadata"]
        let object = ManifestObject(
            file: file, document: document, apiVersion: context.owner.apiVersion, kind: context.owner.kindName,
            namespace: metadata?["namespace"]?.text, name: metadata?["name"]?.text,
            metadata: ObjectReading.metadata(metadata))
        objects[key] = object
        return object
    }

    mutating func workload(_ context: ScanContext) -> WorkloadFacts? {
        guard let pod = context.owner.podNode else { return fixedWorkload }
        if let known = workloads[pod.index] { return known }
        let secrets = pod["imagePullSecrets"].map { Array($0.elements) } ?? []
        let facts = WorkloadFacts(
            serviceAccount: (pod["serviceAccountName"] ?? pod["serviceAccount"])?.text,
            // Custom resources may list plain names.
            imagePullSecrets: secrets.compactMap { $0["name"]?.text ?? $0.text },
            labels: ObjectReading.strings(context.owner.metadataNode?["labels"]))
        workloads[pod.index] = facts
        return facts
    }

    mutating func container(_ context: ScanContext) -> ContainerFacts? {
        guard let container = context.owner.containerNode else { return nil }
        if let known = containers[container.index] { return known }
        let facts = ContainerFacts(
            name: container["name"]?.text, imagePullPolicy: container["imagePullPolicy"]?.text,
            command: Self.words(container["command"]), args: Self.words(container["args"]))
        containers[container.index] = facts
        return facts
    }

    private static func words(_ list: TreeNode?) -> [String] {
        guard let list else { return [] }
        return list.isScalar ? [list.text ?? ""] : list.elements.compactMap(\.text)
    }
}
