internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Decodes one descriptor (image-spec descriptor.md). Its digest becomes part of a URL and its size a limit, so both are
/// checked strictly.
enum DescriptorDecoder {
    /// Nil for a digest with an unsupported algorithm: such an entry covers nothing.
    static func descriptor(_ node: TreeNode) throws(ResolutionFailure) -> Descriptor? {
        guard node.isMapping else { throw ManifestDecoder.violation("the manifest has an entry that is not an object") }
        let members = try KnownKeys<DescriptorKey>(of: node, "an entry of the manifest")
        guard let mediaType = mediaType(members[.mediaType]) else {
            throw ManifestDecoder.violation("the manifest has an entry without a media type")
        }
        guard let text = members[.digest]?.stringBytes else {
            throw ManifestDecoder.violation("the manifest has an entry without a digest")
        }
        let digest: ImageDigest
        do {
            digest = try text.withSpan { span throws(DigestError) in try ImageDigest(parsing: span) }
        } catch .unsupportedAlgorithm {
            return nil
        } catch {
            let shown = ErrorBody.line(String(decoding: text, as: UTF8.self), limit: 80) ?? ""
            throw ManifestDecoder.violation("the manifest has an entry with the malformed digest \(shown)")
        }
        guard let size = members[.size]?.integer, size >= 0 else {
            throw ManifestDecoder.violation("the manifest's entry \(digest.short) has no usable size")
        }
        return Descriptor(
            mediaType: mediaType, digest: digest, size: size,
            platform: claimedPlatform(members[.platform]),
            artifactType: members[.artifactType]?.string.flatMap { $0.isEmpty ? nil : $0 },
            isAttestation: members[.annotations]?["vnd.docker.reference.type"]?.stringBytes != nil)
    }

    /// Nil if there is no valid one. The usual ones share one string.
    private static func mediaType(_ node: TreeNode?) -> String? {
        guard let node, node.isScalar else { return nil }
        let bytes = node.bytes
        let known = MediaType.common.first { bytes.isText($0) }
        return known
            ?? node.string.flatMap { text in
                text.utf8.allSatisfy(\.isVisibleASCII) ? text : nil
            }
    }

    /// Nil if the entry claims none. An invalid claim is the unknown platform: it covers nothing, and the configuration is
    /// not read instead.
    private static func claimedPlatform(_ node: TreeNode?) -> Platform? {
        guard let node, !node.isNull else { return nil }
        guard node.isMapping, let members = try? KnownKeys<PlatformKey>(of: node, "") else { return unknown }
        return platform(members) ?? unknown
    }

    /// Nil if the operating system or the architecture is missing, or if a member is not plain text.
    static func platform(_ members: KnownKeys<PlatformKey>) -> Platform? {
        if let usual = usualPlatform(members) { return usual }
        guard case .plain(let system?) = text(members[.os]),
            case .plain(let architecture?) = text(members[.architecture]),
            case .plain(let variant) = text(members[.variant]), case .plain(let version) = text(members[.osVersion]),
            !system.isEmpty, !architecture.isEmpty
        else { return nil }
        return Platform(
            operatingSystem: system, architecture: architecture, variant: variant, operatingSystemVersion: version)
    }

    /// One of the usual platforms, without allocating strings for the thousands of entries that have one.
    private static func usualPlatform(_ members: KnownKeys<PlatformKey>) -> Platform? {
        guard members[.variant] == nil, members[.osVersion] == nil, let system = members[.os],
            let architecture = members[.architecture]
        else { return nil }
        return usualPlatforms.first { system.isText($0.system) && architecture.isText($0.architecture) }?.platform
    }

    private static let usualPlatforms: [(system: StaticString, architecture: StaticString, platform: Platform)] = [
        ("linux", "amd64", .linuxAMD64), ("linux", "arm64", .linuxARM64),
        ("unknown", "unknown", unknown),
    ]

    private static let unknown = Platform(operatingSystem: "unknown", architecture: "unknown")

    private enum Member {
        /// Nil if it is missing or null.
        case plain(String?)
        case other
    }

    private static func text(_ node: TreeNode?) -> Member {
        guard let node, !node.isNull else { return .plain(nil) }
        guard let text = node.string, text.utf8.count <= 64, text.utf8.allSatisfy(\.isVisibleASCII) else {
            return .other
        }
        return .plain(text)
    }
}
