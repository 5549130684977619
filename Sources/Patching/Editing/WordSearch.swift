internal import SourceText

/// Searches text in bytes.
enum WordSearch {
    static func all(_ text: [UInt8], in bytes: ArraySlice<UInt8>) -> [Int] {
        guard let first = text.first, bytes.count >= text.count else { return [] }
        return (bytes.startIndex...(bytes.endIndex - text.count)).filter { start in
            bytes[start] == first && bytes[start..<(start + text.count)].elementsEqual(text)
        }
    }

    /// The offsets at which a reference is by itself, and not part of a longer one.
    static func places(of image: String, in bytes: ArraySlice<UInt8>) -> [Int] {
        let text = Array(image.utf8)
        return all(text, in: bytes).filter { start in
            let before = bytes[bytes.startIndex..<start]
            let after = bytes[(start + text.count)...]
            // `docker://` may precede it.
            guard before.isEmpty || before.suffix(2).elementsEqual("//".utf8) || !belongs(before.last) else {
                return false
            }
            return !belongs(after.first)
        }
    }

    private static func belongs(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte.isAlphanumeric || "._-/:@+%".utf8.contains(byte)
    }
}
