internal import AuditModel
internal import DocumentReading
internal import SourceText

/// The value of a label: at most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit.
enum LabelValue {
    /// Whether a value contains a digest and is invalid.
    static func isBrokenByDigest(_ bytes: ScalarBytes) -> Bool {
        guard bytes.count > 7, namesAlgorithm(bytes) else { return false }
        return !isValid(String(decoding: bytes, as: UTF8.self))
    }

    private static func namesAlgorithm(_ bytes: ScalarBytes) -> Bool {
        for (position, block) in bytes.blocks {
            var hits = block.hits(UInt8(ascii: "5"))
            while hits != 0 {
                let digit = position + hits.trailingZeroBitCount / 8
                if bytes.contains("sha256", at: digit - 4) || bytes.contains("sha512", at: digit - 3) { return true }
                hits &= hits - 1
            }
        }
        return false
    }

    private static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return true }
        return bytes.count <= 63 && first.isAlphanumeric && last.isAlphanumeric
            && bytes.allSatisfy { $0.isAlphanumeric || "-_.".utf8.contains($0) }
    }
}

extension ManifestWalker {
    /// Records the labels that a digest makes invalid.
    mutating func readLabels(_ labels: TreeNode, _ context: ScanContext) {
        guard context.form == .object, origin == nil else { return }
        let tape = labels.tape
        for (keyIndex, valueIndex) in labels.memberIndices
        where LabelValue.isBrokenByDigest(tape.bytes(at: valueIndex)) {
            let (key, value) = (TreeNode(tape: tape, index: keyIndex), TreeNode(tape: tape, index: valueIndex))
            digestLabels.append(
                DigestLabel(
                    object: facts.object(context, file: file, document: document), name: key.text ?? "",
                    value: value.text ?? "", position: value.position,
                    path: path.appending([.key(key)]).description))
        }
    }
}
