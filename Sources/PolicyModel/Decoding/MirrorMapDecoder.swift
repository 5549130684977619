internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Reads `mirror.map`. Names must be unique on both sides: two targets for one image leave open which one is meant, and
/// two images on one target overwrite each other.
struct MirrorMapDecoder {
    private(set) var entries: [MirrorPolicy.Entry] = []
    private var linesBySource: [String: Int] = [:]
    private var linesByTarget: [String: Int] = [:]

    mutating func add(_ node: TreeNode) throws(DocumentError) {
        var reader = try MappingReader(node, "an entry of `mirror.map`")
        let source = try reader.string("source")
        let target = try reader.string("target")
        try reader.finish()
        guard let source, let sourceNode = reader.value("source") else { throw reader.missing("source") }
        guard let target, let targetNode = reader.value("target") else { throw reader.missing("target") }
        let name = try Self.repository(source, sourceNode).name
        try Self.check(target: target, targetNode)
        if let line = linesBySource.updateValue(sourceNode.position.line, forKey: name) {
            throw sourceNode.error("`\(name)` has a target already, in line \(line)")
        }
        if let line = linesByTarget.updateValue(targetNode.position.line, forKey: target) {
            throw targetNode.error("`\(target)` is the target of another image already, in line \(line)")
        }
        entries.append(MirrorPolicy.Entry(source: name, target: target))
    }

    private static func repository(_ text: String, _ node: TreeNode) throws(DocumentError) -> ImageReference {
        do throws(ReferenceError) {
            let reference = try ImageReference(text)
            guard reference.tag == nil, reference.digest == nil else {
                throw .invalid("the map names repositories; leave tag and digest out")
            }
            return reference
        } catch {
            throw node.error("`\(text)` is no repository: \(error.reason)")
        }
    }

    private static func check(target: String, _ node: TreeNode) throws(DocumentError) {
        guard let anyRegistry = try? RepositoryPrefix("mirror.example"),
            MirrorNames.target(target, below: anyRegistry) != nil
        else { throw node.error("`\(target)` is no repository name without tag and digest") }
    }
}
