internal import DocumentReading
package import SourceText

/// Reads the bytes of an input.
package enum InputReader {
    /// Reads all of `input`. UTF-16 with a byte-order mark is turned into UTF-8; positions then speak of the text that
    /// an editor shows.
    package static func read(_ input: ManifestInput) throws(FileError) -> SourceFile {
        let limit = ReadingLimits.standard.inputSize
        let bytes =
            input.isStandardInput
            ? try FileContents.readStandardInput(limit: limit) : try FileContents.read(input.path, limit: limit)
        return SourceFile(path: input.path, bytes: decoded(bytes))
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        let isLittleEndian = bytes.starts(with: [0xFF, 0xFE])
        guard isLittleEndian || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { offset in
            let first = UInt16(bytes[offset])
            let second = UInt16(bytes[offset + 1])
            return isLittleEndian ? first | second << 8 : first << 8 | second
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
