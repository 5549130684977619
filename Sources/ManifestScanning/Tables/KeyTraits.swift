internal import DocumentReading

/// What a key may mean, wherever it appears.
struct KeyTraits: OptionSet {
    let rawValue: UInt32

    static let identity = KeyTraits(rawValue: 1 << 0)
    static let metadata = KeyTraits(rawValue: 1 << 1)
    static let scheduling = KeyTraits(rawValue: 1 << 2)
    static let status = KeyTraits(rawValue: 1 << 3)
    /// Neither the value nor anything below it is read.
    static let skipped = KeyTraits(rawValue: 1 << 4)
    static let blockDevice = KeyTraits(rawValue: 1 << 5)
    static let containers = KeyTraits(rawValue: 1 << 6)
    static let annotations = KeyTraits(rawValue: 1 << 7)
    static let configData = KeyTraits(rawValue: 1 << 8)
    /// Exactly `image`.
    static let image = KeyTraits(rawValue: 1 << 9)
    /// Another name for one image.
    static let imageLike = KeyTraits(rawValue: 1 << 10)
    static let images = KeyTraits(rawValue: 1 << 11)
    /// Has the word in it without naming an image.
    static let mentionsImage = KeyTraits(rawValue: 1 << 12)
    /// The value is never a whole reference, however much it looks like one (`tag: v1@sha256:…`).
    static let partialValue = KeyTraits(rawValue: 1 << 13)
    static let registry = KeyTraits(rawValue: 1 << 14)
    static let repository = KeyTraits(rawValue: 1 << 15)
    static let tag = KeyTraits(rawValue: 1 << 16)
    static let digest = KeyTraits(rawValue: 1 << 17)
    static let name = KeyTraits(rawValue: 1 << 18)
    static let value = KeyTraits(rawValue: 1 << 19)
    static let path = KeyTraits(rawValue: 1 << 20)
    static let operation = KeyTraits(rawValue: 1 << 21)
    static let arguments = KeyTraits(rawValue: 1 << 22)
    static let pod = KeyTraits(rawValue: 1 << 23)
    static let newName = KeyTraits(rawValue: 1 << 24)
    /// `imageRepository`, also with more words before it: an image, or the folder of many.
    static let imageRepository = KeyTraits(rawValue: 1 << 25)
    /// A map or list of labels.
    static let labels = KeyTraits(rawValue: 1 << 26)
    /// A script, or a file for a machine.
    static let script = KeyTraits(rawValue: 1 << 27)
    /// A list of a chart's parameters.
    static let parameters = KeyTraits(rawValue: 1 << 28)
    /// An image whose tag and digest may be in the fields marked `sibling` beside it.
    static let hasSiblings = KeyTraits(rawValue: 1 << 29)
    static let sibling = KeyTraits(rawValue: 1 << 30)

    static let imageName: KeyTraits = [.image, .imageLike]
    /// A scalar below is read whatever its form.
    static let readByKey: KeyTraits = [.image, .imageLike, .imageRepository, .arguments, .script]

    private static let table = WordTable(ImageFieldTable.fields.map { (words: $0.names, value: $0.traits) })

    static func of(_ key: TreeNode) -> KeyTraits { of(key.bytes) }

    /// Most keys mean nothing: a table look-up and a search for `image` establish that without making a string.
    static func of(_ bytes: ScalarBytes) -> KeyTraits {
        if let known = table[bytes] { return known }
        guard ValueShape.mentionsImage(bytes) else {
            return bytes.contains("Tag", at: bytes.count - 3) ? .partialValue : []
        }
        return ofKey(mentioningImage: String(decoding: bytes, as: UTF8.self))
    }

    /// The traits of a key with the word `image` in it that is not in the table.
    static func ofKey(mentioningImage key: String) -> KeyTraits {
        // The part before the last slash of an annotation's or a label's name is a domain.
        let words = KeyWords(key.split(separator: "/").last ?? "")
        if words.holdsPatterns { return .skipped }
        if words.namesImage { return .imageLike }
        if words.namesImages { return .images }
        if words.hasSuffix(["image", "repository"]) { return .imageRepository }
        let isPart = words.words.last.map(ImageFieldTable.partWords.contains) == true
        return isPart ? [.partialValue, .mentionsImage] : .mentionsImage
    }
}
