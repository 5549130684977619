internal import AuditModel
internal import DocumentReading
internal import ImageModel

/// Reads one descriptor (image-spec descriptor.md). A digest becomes part of a URL later and a size a limit, so both
/// are checked to the letter here.
enum DescriptorDecoder {
    static let platformMembers: [StaticString] = ["os", "architecture", "variant", "os.version"]
    private static let members: [StaticString] = [
        "mediaType", "digest", "size", "platform", "artifactType", "annotations",
    ]

    /// nil for an entry that names its content by an algorithm that is not computed here: it covers nothing.
    static func descriptor(_ node: TreeNode) throws(ResolutionFailure) -> Descriptor? {
        guard node.isMapping else { throw ManifestDecoder.violation("the manifest has an entry that is no object") }
        try ManifestDecoder.checkKeys(node, of: members, "an entry of the manifest")
        guard let mediaType = mediaType(node["mediaType"]) else {
            throw ManifestDecoder.violation("the manifest has an entry without a media type")
        }
        guard let text = node["digest"]?.stringBytes else {
            throw ManifestDecoder.violation("the manifest has an entry without a digest")
        }
        let digest: ImageDigest
        do {
            digest = try ImageDigest(parsing: Array(text)[...])
        } catch .unsupportedAlgorithm {
            return nil
        } catch {
            let shown = ErrorBody.line(String(decoding: text, as: UTF8.self), limit: 80) ?? ""
            throw ManifestDecoder.violation("the manifest has an entry with the malformed digest \(shown)")
        }
        guard let size = node["size"]?.integer, size >= 0 else {
            throw ManifestDecoder.violation("the manifest's entry \(digest.short) has no usable size")
        }
        return Descriptor(
            mediaType: mediaType, digest: digest, size: size,
            platform: claimedPlatform(node["platform"]),
            artifactType: node["artifactType"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            isAttestation: node["annotations"]?["vnd.docker.reference.type"]?.stringBytes != nil)
    }

    /// nil for what is none. Documents by the ten thousand share the usual ones.
    private static func mediaType(_ node: TreeNode?) -> String? {
        guard let node, node.isScalar else { return nil }
        let bytes = node.bytes
        let known = MediaType.common.first { bytes.isText($0) }
        return known
            ?? node.string.flatMap { text in
                text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? text : nil
            }
    }

    /// nil where the entry claims none. A claim that cannot be understood is the unknown platform: it covers nothing,
    /// and the configuration is not asked to heal it.
    private static func claimedPlatform(_ node: TreeNode?) -> Platform? {
        guard let node, !node.isNull else { return nil }
        guard node.isMapping, (try? ManifestDecoder.checkKeys(node, of: platformMembers, "")) != nil else {
            return unknown
        }
        return platform(node) ?? unknown
    }

    /// nil where operating system or architecture are missing, or one of the members is no plain text.
    static func platform(_ node: TreeNode) -> Platform? {
        if let usual = usualPlatform(node) { return usual }
        guard case .plain(let system?) = text(node["os"]), case .plain(let architecture?) = text(node["architecture"]),
            case .plain(let variant) = text(node["variant"]), case .plain(let version) = text(node["os.version"]),
            !system.isEmpty, !architecture.isEmpty
        else { return nil }
        return Platform(
            operatingSystem: system, architecture: architecture, variant: variant, operatingSystemVersion: version)
    }

    /// The one that a node of nothing but operating system and architecture states, where it is one of the usual ones:
    /// documents have them by the ten thousand, and no string is made for these.
    private static func usualPlatform(_ node: TreeNode) -> Platform? {
        var first = node.members
        guard let one = first.next(), let other = first.next(), first.next() == nil else { return nil }
        let (system, architecture) = one.key.isText("os") ? (one, other) : (other, one)
        guard system.key.isText("os"), architecture.key.isText("architecture") else { return nil }
        return usualPlatforms.first { system.value.isText($0.system) && architecture.value.isText($0.architecture) }?
            .platform
    }

    private static let usualPlatforms: [(system: StaticString, architecture: StaticString, platform: Platform)] = [
        ("linux", "amd64", .linuxAMD64), ("linux", "arm64", .linuxARM64),
        ("unknown", "unknown", unknown),
    ]

    private static let unknown = Platform(operatingSystem: "unknown", architecture: "unknown")

    private enum Member {
        /// nil where it is missing or null.
        case plain(String?)
        case other
    }

    private static func text(_ node: TreeNode?) -> Member {
        guard let node, !node.isNull else { return .plain(nil) }
        guard let text = node.string, text.utf8.count <= 64, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return .other
        }
        return .plain(text)
    }
}
