internal import DocumentReading

/// Which delimiters a scalar has, found in one pass over its bytes: enough to rule out nearly all scalars without
/// making a string.
struct ValueShape {
    private(set) var hasSlash = false
    private(set) var hasColon = false
    private(set) var hasAt = false
    private(set) var hasLineBreak = false
    private(set) var hasBlank = false
    private(set) var count: Int
    private let first: UInt8

    init(_ bytes: ScalarBytes) {
        count = bytes.count
        first = bytes.first ?? 0
        for (_, block) in bytes.blocks {
            hasSlash = hasSlash || block.signals(UInt8(ascii: "/")) != 0
            hasColon = hasColon || block.signals(UInt8(ascii: ":")) != 0
            hasAt = hasAt || block.signals(UInt8(ascii: "@")) != 0
            hasLineBreak = hasLineBreak || block.signals(UInt8(ascii: "\n")) != 0
            hasBlank = hasBlank || block.signals(UInt8(ascii: " ")) != 0
        }
    }

    /// Whether the scalar may be a single word with a path and a tag or digest.
    var mayBeReference: Bool { hasSlash && (hasColon || hasAt) && !hasLineBreak && !hasBlank && count <= 512 }

    /// Whether the scalar may hold a document or several lines of text.
    var mayBeText: Bool {
        count >= 8 && (hasLineBreak || first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
    }

    /// Whether the text contains `image`, in any case.
    static func mentionsImage(_ bytes: ScalarBytes) -> Bool {
        for (position, block) in bytes.blocks {
            // The rarest of its letters first.
            var hits = block.folded.hits(UInt8(ascii: "g"))
            while hits != 0 {
                if isImage(in: bytes, around: position + hits.trailingZeroBitCount / 8) { return true }
                hits &= hits - 1
            }
        }
        return false
    }

    private static func isImage(in bytes: ScalarBytes, around letter: Int) -> Bool {
        guard letter >= 3, letter + 1 < bytes.count else { return false }
        return bytes[letter - 3] | 0x20 == UInt8(ascii: "i") && bytes[letter - 2] | 0x20 == UInt8(ascii: "m")
            && bytes[letter - 1] | 0x20 == UInt8(ascii: "a") && bytes[letter + 1] | 0x20 == UInt8(ascii: "e")
    }
}
