internal import AuditModel
internal import DocumentReading

/// The keys that have a meaning in one kind of object.
protocol KnownKey: CaseIterable, RawRepresentable<Int> {
    var name: StaticString { get }
    /// Of all cases, in their order.
    static var names: [StaticString] { get }
}

/// The members of an object in a manifest, by the keys that have a meaning there.
struct KnownKeys<Key: KnownKey> {
    private let members: NamedMembers

    /// Refuses a key that differs only in case from a known one. Go's decoder ignores the case of keys, so container
    /// runtimes would read a member that is ignored here.
    ///
    /// - Parameter subject: The object, as the subject of a sentence.
    init(of node: TreeNode, _ subject: StaticString) throws(ResolutionFailure) {
        members = NamedMembers(of: node, Key.names)
        for key in members.others {
            // Upper case first, because Go also folds `ſ` to `s` and the Kelvin sign to `k`.
            let folded = key.uppercased().lowercased()
            if let meant = Key.names.first(where: { "\($0)".lowercased() == folded }) {
                let shown = ErrorBody.line(key, limit: 40) ?? ""
                throw ManifestDecoder.violation(
                    "\(subject) has the key \(shown), which some programs read as \(meant)")
            }
        }
    }

    subscript(key: Key) -> TreeNode? { members[key.rawValue] }
}

/// Of an index and of an image manifest (image-spec image-index.md and manifest.md), and of Docker's schema 1.
enum ManifestKey: Int, KnownKey {
    case schemaVersion, mediaType, artifactType, manifests, config, layers, fsLayers

    var name: StaticString {
        switch self {
        case .schemaVersion: "schemaVersion"
        case .mediaType: "mediaType"
        case .artifactType: "artifactType"
        case .manifests: "manifests"
        case .config: "config"
        case .layers: "layers"
        case .fsLayers: "fsLayers"
        }
    }

    static let names = allCases.map(\.name)
}

/// Of a descriptor (image-spec descriptor.md).
enum DescriptorKey: Int, KnownKey {
    case mediaType, digest, size, platform, artifactType, annotations

    var name: StaticString {
        switch self {
        case .mediaType: "mediaType"
        case .digest: "digest"
        case .size: "size"
        case .platform: "platform"
        case .artifactType: "artifactType"
        case .annotations: "annotations"
        }
    }

    static let names = allCases.map(\.name)
}

/// Of the platform of a descriptor, and of an image configuration.
enum PlatformKey: Int, KnownKey {
    case os, architecture, variant, osVersion

    var name: StaticString {
        switch self {
        case .os: "os"
        case .architecture: "architecture"
        case .variant: "variant"
        case .osVersion: "os.version"
        }
    }

    static let names = allCases.map(\.name)
}
