internal import SourceText

/// The words of a key, in lower case: `queueSidecarImage`, `QUEUE_SIDECAR_IMAGE` and `queue-sidecar-image` have the
/// same.
struct KeyWords: Equatable {
    private(set) var words: [String] = []

    init(_ key: some StringProtocol) {
        var word = ""
        var previous: UInt8 = 0
        let bytes = Array(key.utf8)
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if !byte.isAlphanumeric {
                finish(&word)
            } else {
                let isUpper = byte.isUppercaseLetter
                // A word begins at the `N` of `imageName`, the `U` of `osImageURL` and the second `P` of `URLPath`.
                if isUpper, previous.isLowercaseLetter || (previous.isUppercaseLetter && next.isLowercaseLetter) {
                    finish(&word)
                }
                word.unicodeScalars.append(Unicode.Scalar(byte.lowercased))
            }
            previous = byte
        }
        finish(&word)
    }

    private mutating func finish(_ word: inout String) {
        defer { word = "" }
        if word.isEmpty { return }
        // `dockerimage` is two words.
        for noun in ["image", "images"] where word.hasSuffix(noun) && word != noun {
            words += [String(word.dropLast(noun.count)), noun]
            return
        }
        words.append(word)
    }

    func hasSuffix(_ suffix: [String]) -> Bool { words.suffix(suffix.count).elementsEqual(suffix) }

    /// Whether the key names one image.
    var namesImage: Bool {
        if lastNoun.contains(where: ImageFieldTable.otherMeaningWords.contains) { return false }
        return ImageFieldTable.nameSuffixes.contains { hasSuffix(["image"] + $0) }
    }

    /// The words of the last image in the key: `manager-image` of `backing-image-manager-image`.
    private var lastNoun: ArraySlice<String> {
        guard let last = words.lastIndex(of: "image"),
            let previous = words[..<last].lastIndex(where: { $0 == "image" || $0 == "images" })
        else { return words[...] }
        return words[(previous + 1)...]
    }

    /// Whether the key names several images.
    var namesImages: Bool {
        if words.contains(where: ImageFieldTable.otherMeaningWords.contains) { return false }
        return ImageFieldTable.listSuffixes.contains { hasSuffix($0) }
    }

    /// Whether the key says which images may or may not be used: `exemptImages`.
    var holdsPatterns: Bool { words.contains(where: ImageFieldTable.patternWords.contains) }

    /// Whether the key is the word for an image and then whose it is: `imageEnvoy`.
    var beginsWithImage: Bool {
        guard words.first == "image", words.count > 1 else { return false }
        return !words.dropFirst().contains {
            ImageFieldTable.propertyWords.contains($0) || ImageFieldTable.otherMeaningWords.contains($0)
        }
    }

    /// Whether a variable or parameter of this name holds an image: it has the word, and no word that says otherwise.
    var namesVariableOfImage: Bool {
        guard words.contains("image") || words.contains("images") else { return false }
        // The names that operators get their images by, whatever follows.
        if words.starts(with: ["related", "image"]) { return true }
        // `REGISTRY_IMAGE` is the image of a registry, `IMAGE_REGISTRY` a registry.
        if words.last == "image" || words.last == "images" { return true }
        guard let noun = words.lastIndex(where: { $0 == "image" || $0 == "images" }) else { return false }
        return !words[noun...].contains(where: ImageFieldTable.propertyWords.contains)
    }
}
