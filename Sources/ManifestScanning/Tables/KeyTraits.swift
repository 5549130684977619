internal import DocumentReading

/// What a key may mean, whatever it stands in.
struct KeyTraits: OptionSet {
    let rawValue: UInt32

    static let identity = KeyTraits(rawValue: 1 << 0)
    static let metadata = KeyTraits(rawValue: 1 << 1)
    static let scheduling = KeyTraits(rawValue: 1 << 2)
    static let echoing = KeyTraits(rawValue: 1 << 3)
    static let skipped = KeyTraits(rawValue: 1 << 4)
    static let blockDevice = KeyTraits(rawValue: 1 << 5)
    static let containers = KeyTraits(rawValue: 1 << 6)
    static let annotations = KeyTraits(rawValue: 1 << 7)
    static let configData = KeyTraits(rawValue: 1 << 8)
    /// `image`, to the letter.
    static let image = KeyTraits(rawValue: 1 << 9)
    /// Another name of one image.
    static let imageLike = KeyTraits(rawValue: 1 << 10)
    static let images = KeyTraits(rawValue: 1 << 11)
    /// The word is in it, and it is no name of an image.
    static let mentionsImage = KeyTraits(rawValue: 1 << 12)
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
    /// `imageRepository`, with or without more words before it: an image, or the folder of many.
    static let imageRepository = KeyTraits(rawValue: 1 << 25)

    /// A map of labels, or of what labels are to be.
    static let labels = KeyTraits(rawValue: 1 << 26)
    /// A script, or a file for a machine.
    static let script = KeyTraits(rawValue: 1 << 27)
    /// A list of parameters of a chart.
    static let parameters = KeyTraits(rawValue: 1 << 28)

    static let parts: KeyTraits = [.registry, .repository, .tag, .digest]
    static let imageName: KeyTraits = [.image, .imageLike]

    private static let table = WordTable<KeyTraits>([
        (["apiVersion", "kind"], .identity),
        (["metadata"], .metadata),
        (["affinity"], .scheduling),
        (["nodeSelector"], [.scheduling, .skipped]),
        (["serviceAccountName", "serviceAccount", "imagePullSecrets"], .pod),
        (ImageFieldTable.echoingKeys, .echoing),
        (ImageFieldTable.labelKeys, [.skipped, .labels]),
        (ImageFieldTable.skippedKeys.filter { $0 != "nodeSelector" }, .skipped),
        (ImageFieldTable.blockDeviceKeys, .blockDevice),
        (ImageFieldTable.containerLists + ImageFieldTable.containerLikeLists, .containers),
        (["annotations", "podAnnotations"], .annotations),
        (["data", "stringData"], .configData),
        (["args", "command"], .arguments),
        (ImageFieldTable.scriptKeys, .script),
        (ImageFieldTable.parameterLists, .parameters),
        (["image"], .image),
        (["imagePullPolicy"], .mentionsImage),
        (["registry", "hub"], .registry),
        (["imageRegistry", "image_registry"], .registry),
        (["repository", "repo"], .repository),
        (["imageRepository", "image_repository"], [.repository, .imageRepository]),
        (["tag", "version", "versionTag", "imageTag", "image_tag", "imageVersion"], [.tag, .partialValue]),
        (["digest", "imageDigest", "image_digest"], [.digest, .partialValue]),
        (["sha", "sha256", "hash", "digestHash"], .digest),
        (["newTag"], [.tag, .partialValue]),
        (["appVersion"], .partialValue),
        (["newName"], .newName),
        (["name"], .name),
        (["value", "default"], .value),
        (["path"], .path),
        (["op"], .operation),
    ])

    private static let tagSuffix = Array("Tag".utf8)

    /// Most keys mean nothing: that is found out by a look into a table and a search for four letters.
    static func of(_ key: TreeNode) -> KeyTraits { of(key.bytes) }

    static func of(_ bytes: ScalarBytes) -> KeyTraits {
        if let known = table[bytes] { return known }
        guard ValueShape.mentionsImage(bytes) else {
            return bytes.suffix(3).elementsEqual(tagSuffix) ? .partialValue : []
        }
        return ofImageWord(String(decoding: bytes, as: UTF8.self))
    }

    /// A key that has the word in it.
    static func ofImageWord(_ key: String) -> KeyTraits {
        if ImageFieldTable.otherImageKeys.contains(key) { return .imageLike }
        // The part before the last slash of an annotation's or a label's name is a domain.
        let words = KeyWords(key.split(separator: "/").last ?? "")
        if words.holdsPatterns { return .skipped }
        if words.namesImage { return .imageLike }
        if words.namesImages { return .images }
        if words.hasSuffix(["image", "repository"]) { return .imageRepository }
        // `redis_image_version`, `configReloaderImageTag`: the word for the part comes last.
        switch words.words.last {
        case "tag", "version": return [.partialValue, .mentionsImage]
        case "digest", "sha": return [.partialValue, .mentionsImage]
        default: return .mentionsImage
        }
    }
}
