internal import AuditModel
internal import DocumentReading
internal import SourceText

extension ManifestWalker {
    /// Labels that a digest breaks.
    mutating func readLabels(_ labels: TreeNode, _ context: ScanContext) {
        guard context.form == .object, origin == nil else { return }
        for (key, value) in labels.members where LabelValue.isBrokenByDigest(value.bytes) {
            digestLabels.append(
                DigestLabel(
                    object: facts.object(context, file: file, document: document), name: key.text ?? "",
                    value: value.text ?? "", position: value.position,
                    path: path.appending([.key(key)]).description))
        }
    }
}
