internal import ImageModel

/// How messages list things.
enum Wording {
    /// `a`, `a and b`, `a, b and c`.
    static func list(_ items: [some CustomStringConvertible]) -> String {
        let texts = items.map(\.description)
        guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// `linux/arm64 is`, `linux/amd64 and linux/arm64 are`.
    static func areOrIs(_ platforms: [Platform]) -> String {
        list(platforms) + (platforms.count == 1 ? " is" : " are")
    }
}
