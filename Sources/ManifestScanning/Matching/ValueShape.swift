internal import DocumentReading

/// What a scalar looks like, found in one pass over its bytes: enough to say that nearly all of them name no image.
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

    /// Whether this may be one word with a path and a tag or digest.
    var mayBeReference: Bool { hasSlash && (hasColon || hasAt) && !hasLineBreak && !hasBlank && count <= 512 }

    /// Whether this may be a document, or text of several lines.
    var mayBeText: Bool {
        count >= 8 && (hasLineBreak || first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
    }

    /// Whether `image` stands in the text in one of the spellings of keys.
    static func mentionsImage(_ bytes: ScalarBytes) -> Bool {
        for (position, block) in bytes.blocks {
            // The rarest of its letters.
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
