import DocumentReading
import SourceText

/// Reads texts as a whole or in windows and describes everything that was read, for comparison.
enum WindowedReading {
    static func whole(_ bytes: [UInt8], limits: ReadingLimits = .standard) -> [String] {
        var lines: [String] = []
        DocumentReader.forEachDocument(in: SourceFile(path: "t", bytes: bytes), limits: limits) {
            describe($0, $1, &lines)
        }
        return lines
    }

    /// - Parameter chunk: how many bytes the source returns at once.
    static func windows(
        _ bytes: [UInt8], size: Int, chunk: Int = .max, limits: ReadingLimits = .standard
    ) throws -> (lines: [String], count: Int, longest: Int) {
        var lines: [String] = []
        var count = 0
        var longest = 0
        var reader = unsafe WindowReader(path: "t", limits: limits, size: size, source: source(bytes, chunk: chunk))
        while let window = try reader.next() {
            count += 1
            longest = max(longest, window.file.bytes.count)
            DocumentReader.forEachDocument(in: window, limits: limits) { describe($0, $1, &lines) }
        }
        return (lines, count, longest)
    }

    private static func source(_ bytes: [UInt8], chunk: Int) -> WindowReader.Source {
        var offset = 0
        return { buffer in
            let count = min(buffer.count, chunk, bytes.count - offset)
            unsafe buffer.copyBytes(from: bytes[offset..<offset + count])
            offset += count
            return count
        }
    }

    private static func describe(_ number: Int, _ document: DocumentReader.Document, _ lines: inout [String]) {
        switch document {
        case .failure(let error): lines.append("\(number): \(error.kind) \(error)")
        case .success(let tape):
            guard let root = tape.root else { return lines.append("\(number): nothing") }
            describe(root, number, &lines)
        }
    }

    private static func describe(_ node: TreeNode, _ number: Int, _ lines: inout [String]) {
        let range = "\(node.range.lower)..<\(node.range.upper)"
        let raw = node.file.text(node.range)
        lines.append(
            "\(number): \(node.kind) \(node.style) \(node.hasTag) \(range) \(node.position) \(node.text ?? "-") = \(raw)"
        )
        for member in node.members {
            describe(member.key, number, &lines)
            describe(member.value, number, &lines)
        }
        for element in node.elements { describe(element, number, &lines) }
    }
}
