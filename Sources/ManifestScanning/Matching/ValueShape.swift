internal import DocumentReading

/// Which delimiters a scalar has, found in one pass over its bytes: enough to rule out nearly all scalars without
/// making a string.
struct ValueShape {
    let hasSlash: Bool
    let hasColon: Bool
    let hasAt: Bool
    let hasLineBreak: Bool
    let hasBlank: Bool
    let count: Int
    private let first: UInt8

    init(_ bytes: ScalarBytes) {
        count = bytes.count
        first = bytes.first ?? 0
        var (slashes, colons, ats): (UInt64, UInt64, UInt64) = (0, 0, 0)
        var (lineBreaks, blanks): (UInt64, UInt64) = (0, 0)
        for (_, block) in bytes.blocks {
            slashes |= block.signals(UInt8(ascii: "/"))
            colons |= block.signals(UInt8(ascii: ":"))
            ats |= block.signals(UInt8(ascii: "@"))
            lineBreaks |= block.signals(UInt8(ascii: "\n"))
            blanks |= block.signals(UInt8(ascii: " "))
        }
        (hasSlash, hasColon, hasAt) = (slashes != 0, colons != 0, ats != 0)
        (hasLineBreak, hasBlank) = (lineBreaks != 0, blanks != 0)
    }

    /// Whether the scalar is certainly neither a reference with a path nor text: half the work of a `ValueShape`.
    static func isOrdinary(_ bytes: ScalarBytes) -> Bool {
        var hits: UInt64 = 0
        for (_, block) in bytes.blocks { hits |= block.signals(UInt8(ascii: "/")) | block.signals(UInt8(ascii: "\n")) }
        return hits == 0 && bytes.first != UInt8(ascii: "{") && bytes.first != UInt8(ascii: "[")
    }

    /// Whether the scalar may be a single word with a path and a tag or digest.
    var mayBeReference: Bool { hasPathAndVersion && !hasLineBreak && !hasBlank && count <= 512 }

    /// Whether there are the delimiters of a path and of a tag or digest, if perhaps in different words.
    var hasPathAndVersion: Bool { hasSlash && (hasColon || hasAt) }

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
