internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// A manifest of either kind.
enum ManifestDocument: Sendable, Hashable {
    case index(ImageIndex)
    indirect case manifest(ImageManifest)
}

/// Decodes manifests. Documents that two programs could read differently are refused (CVE-2021-41190 and similar).
enum ManifestDecoder {
    /// Entries of one document; real indexes have a few dozen.
    static let descriptorLimit = 1000
    private static let limits = ReadingLimits(depth: 64, inputSize: 16 << 20)
    private typealias Members = KnownKeys<ManifestKey>

    static func decode(_ bytes: [UInt8], contentType: String?) throws(ResolutionFailure) -> ManifestDocument {
        let declared = contentType.map(simplified) ?? ""
        if declared == "text/html" || bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
            throw violation("the answer is a web page, not a manifest", bytes)
        }
        let root: TreeNode
        do {
            root = try DocumentReader.strictJSON(SourceFile(path: "manifest", bytes: bytes), limits: limits)
        } catch {
            throw violation("the manifest is not valid JSON (\(error.position): \(error.message))", bytes)
        }
        guard root.isMapping else { throw violation("the manifest is not a JSON object", bytes) }
        let members = try Members(of: root, "the manifest")
        let hasManifests = members[.manifests] != nil
        let hasImage = members[.config] != nil || members[.layers] != nil || members[.fsLayers] != nil
        if hasManifests, hasImage {
            throw violation("the manifest is both an index and an image, and programs disagree on which")
        }
        try checkVersion(members)
        let mediaType = try mediaType(of: members, declared: declared, hasManifests: hasManifests)
        return hasManifests ? .index(try index(members, mediaType)) : .manifest(try manifest(members, mediaType))
    }

    /// The platform that an image configuration states; nil if it states none.
    static func platform(ofConfiguration bytes: [UInt8]) throws(ResolutionFailure) -> Platform? {
        let root: TreeNode
        do {
            root = try DocumentReader.strictJSON(SourceFile(path: "configuration", bytes: bytes), limits: limits)
        } catch {
            throw violation("the configuration is not valid JSON (\(error.position): \(error.message))", bytes)
        }
        guard root.isMapping else { throw violation("the configuration is not a JSON object", bytes) }
        return DescriptorDecoder.platform(try KnownKeys(of: root, "the configuration"))
    }

    /// Whether `bytes` are a manifest of Docker's schema 1.
    static func isSchema1(_ bytes: [UInt8]) -> Bool {
        let file = SourceFile(path: "manifest", bytes: bytes)
        guard let root = try? DocumentReader.strictJSON(file, limits: limits), root.isMapping,
            let members = try? Members(of: root, "the manifest")
        else { return false }
        return isSchema1(members)
    }

    private static func isSchema1(_ members: Members) -> Bool {
        members[.schemaVersion]?.integer == 1 || members[.fsLayers] != nil
    }

    private static func checkVersion(_ members: Members) throws(ResolutionFailure) {
        let version = members[.schemaVersion]
        if isSchema1(members) {
            throw ResolutionFailure(
                .unsupported, "the manifest has Docker's schema 1, which runtimes no longer run; push the image again")
        }
        guard version?.integer == 2 else {
            let found = version.flatMap { $0.text }.flatMap { ErrorBody.line($0, limit: 20) }.map { "is \($0)" }
            throw ResolutionFailure(.unsupported, "the manifest's schemaVersion \(found ?? "is missing"), not 2")
        }
    }

    /// The media type of the body counts, and the header must agree with it on index or image. If the body has none, its
    /// members and the header decide.
    private static func mediaType(
        of members: Members, declared: String, hasManifests: Bool
    ) throws(ResolutionFailure) -> String {
        let isKnownHeader = MediaType.manifests.contains(declared)
        if isKnownHeader, MediaType.isIndex(declared) != hasManifests {
            throw violation(
                "Content-Type is \(declared), but the body is \(hasManifests ? "an index" : "not an index")")
        }
        guard let node = members[.mediaType] else {
            return isKnownHeader
                ? MediaType.shared(declared) : hasManifests ? MediaType.ociIndex : MediaType.ociManifest
        }
        guard let type = node.string else { throw violation("the manifest's mediaType is not a string") }
        guard MediaType.manifests.contains(type) else {
            let shown = ErrorBody.line(type, limit: 100) ?? "an empty text"
            throw ResolutionFailure(.unsupported, "unsupported media type of the manifest: \(shown)")
        }
        guard MediaType.isIndex(type) == hasManifests else {
            throw violation("mediaType is \(type), but the body is \(hasManifests ? "an index" : "not an index")")
        }
        return MediaType.shared(type)
    }

    private static func index(_ members: Members, _ mediaType: String) throws(ResolutionFailure) -> ImageIndex {
        ImageIndex(mediaType: mediaType, descriptors: try list(.manifests, of: members))
    }

    private static func manifest(_ members: Members, _ mediaType: String) throws(ResolutionFailure) -> ImageManifest {
        guard let node = members[.config] else { throw violation("the manifest has neither manifests nor config") }
        guard let configuration = try DescriptorDecoder.descriptor(node) else {
            throw ResolutionFailure(.unsupported, "the digest of the manifest's config has an unsupported algorithm")
        }
        return ImageManifest(
            mediaType: mediaType, configuration: configuration, layers: try list(.layers, of: members),
            artifactType: members[.artifactType]?.string.flatMap { $0.isEmpty ? nil : $0 })
    }

    private static func list(_ key: ManifestKey, of members: Members) throws(ResolutionFailure) -> [Descriptor] {
        guard let list = members[key], list.isSequence else {
            throw violation("`\(key.name)` of the manifest is not a list")
        }
        var descriptors: [Descriptor] = []
        descriptors.reserveCapacity(8)
        var count = 0
        for element in list.elements {
            count += 1
            guard count <= descriptorLimit else {
                throw ResolutionFailure(.refused, "the manifest lists more than \(descriptorLimit) \(key.name)")
            }
            if let descriptor = try DescriptorDecoder.descriptor(element) { descriptors.append(descriptor) }
        }
        return descriptors
    }

    static func violation(_ message: String, _ bytes: [UInt8]? = nil) -> ResolutionFailure {
        guard let bytes else { return ResolutionFailure(.protocolViolation, message) }
        let sample = ErrorBody.line(String(decoding: bytes.prefix(60), as: UTF8.self), limit: 50)
        return ResolutionFailure(.protocolViolation, "\(message); it \(sample.map { "starts: \($0)" } ?? "is empty")")
    }

    /// A media type without its parameters.
    static func simplified(_ contentType: String) -> String {
        if let known = MediaType.common.first(where: { $0 == contentType }) { return known }
        return String(contentType.prefix { $0 != ";" && $0 != " " && $0 != "\t" }).lowercased()
    }
}
