/// What a scalar looks like, found in one pass over its bytes: enough to say that nearly all of them name no image.
struct ValueShape {
    private(set) var hasSlash = false
    private(set) var hasColon = false
    private(set) var hasAt = false
    private(set) var hasLineBreak = false
    private(set) var hasBlank = false
    private(set) var count: Int
    private let first: UInt8

    init(_ bytes: some RandomAccessCollection<UInt8>) {
        count = bytes.count
        first = bytes.first ?? 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "/"): hasSlash = true
            case UInt8(ascii: ":"): hasColon = true
            case UInt8(ascii: "@"): hasAt = true
            case UInt8(ascii: "\n"): hasLineBreak = true
            case UInt8(ascii: " "): hasBlank = true
            default: break
            }
        }
    }

    /// Whether this may be one word with a path and a tag or digest.
    var mayBeReference: Bool { hasSlash && (hasColon || hasAt) && !hasLineBreak && !hasBlank && count <= 512 }

    /// Whether this may be a document, or text of several lines.
    var mayBeText: Bool {
        count >= 8 && (hasLineBreak || first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
    }

    /// Whether `image` stands in the text in one of the spellings of keys.
    static func mentionsImage(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        var matched = 0
        for byte in bytes {
            let lower = byte | 0x20
            if lower == word[matched] {
                matched += 1
                if matched == word.count { return true }
            } else {
                matched = lower == word[0] ? 1 : 0
            }
        }
        return false
    }

    private static let word = Array("image".utf8)
}
