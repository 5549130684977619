package import AuditModel
internal import ImageModel

/// Registries in memory that hold example images and answer inquiries as real ones would.
package struct ExampleRegistry: Sendable {
    private let images: [ImageReference: ExampleImage]
    private let fixed: [ImageReference: Resolution]

    /// - Parameters:
    ///   - images: by reference; an index's children can be asked for by digest.
    ///   - fixed: resolutions to give whatever the inquiry.
    package init(_ images: [String: ExampleImage], fixed: [String: Resolution] = [:]) {
        self.images = Self.keyed(images)
        self.fixed = Self.keyed(fixed)
    }

    /// Answers inquiries until there are no new ones.
    package func answers(to questions: (Resolutions) -> [Inquiry]) -> (known: Resolutions, asked: [Inquiry]) {
        var known = Resolutions()
        var asked: [Inquiry] = []
        // Each round answers something new, so a longer loop is a mistake of the caller.
        for _ in 0..<20 {
            let open = known.unanswered(questions(known))
            if open.isEmpty { return (known, asked) }
            for inquiry in open { known.record(answer(inquiry), for: inquiry) }
            asked += open
        }
        return (known, asked)
    }

    package func answer(_ inquiry: Inquiry) -> Resolution {
        let reference = inquiry.reference
        if let answer = fixed[reference] { return answer }
        if let image = images[reference] { return image.resolution(inquiry) }
        if let digest = reference.digest?.description {
            for (name, image) in images where name.name == reference.name {
                if image.digest == digest { return image.resolution(inquiry) }
                guard case .index(let entries) = image.shape,
                    let entry = entries.first(where: { $0.digest == digest && !$0.isAbsent })
                else { continue }
                return ExampleImage(.manifest(entry)).resolution(inquiry)
            }
        }
        return .failed(ResolutionFailure(.notFound, "manifest unknown"))
    }

    private static func keyed<Value>(_ values: [String: Value]) -> [ImageReference: Value] {
        var result: [ImageReference: Value] = [:]
        for (text, value) in values {
            guard let reference = try? ImageReference(text) else { continue }
            result[reference.asked] = value
        }
        return result
    }
}

extension ExampleImage {
    /// The answer of a registry that holds this image.
    package func resolution(_ inquiry: Inquiry) -> Resolution {
        switch shape {
        case .failed(let failure): return .failed(failure)
        case .manifest(let entry):
            guard let manifest = entry.manifest else { return Self.broken }
            return .manifest(manifest)
        case .artifact(let type):
            guard let own = Self.parsed(digest),
                let configuration = Self.parsed(Self.digest(of: ["configuration", type]))
            else { return Self.broken }
            let manifest = ImageManifest(
                mediaType: MediaType.ociManifest,
                configuration: Descriptor(mediaType: type, digest: configuration, size: 2), layers: [])
            return .manifest(ResolvedManifest(digest: own, manifest: manifest, platform: nil))
        case .index(let entries):
            guard let own = Self.parsed(digest) else { return Self.broken }
            return .index(
                ResolvedIndex(
                    digest: own, mediaType: MediaType.ociIndex, entries: entries.compactMap { $0.resolved(inquiry) }))
        }
    }

    fileprivate static let broken = Resolution.failed(ResolutionFailure(.transient, "the example is broken"))

    fileprivate static func parsed(_ digest: String?) -> ImageDigest? { digest.flatMap { try? ImageDigest($0) } }
}

extension ExampleImage.Entry {
    fileprivate var manifest: ResolvedManifest? {
        guard let own = ExampleImage.parsed(digest), let configuration = ExampleImage.parsed(configurationDigest),
            let layer = ExampleImage.parsed(layerDigest)
        else { return nil }
        let manifest = ImageManifest(
            mediaType: MediaType.ociManifest,
            configuration: Descriptor(mediaType: MediaType.ociConfiguration, digest: configuration, size: 2),
            layers: [Descriptor(mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: layer, size: 2)])
        return ResolvedManifest(digest: own, manifest: manifest, platform: Platform(configured ?? platform))
    }

    fileprivate func resolved(_ inquiry: Inquiry) -> ResolvedEntry? {
        guard let manifest else { return nil }
        let claimed = Platform(platform)
        let descriptor = Descriptor(
            mediaType: MediaType.ociManifest, digest: manifest.digest, size: 2, platform: claimed,
            isAttestation: platform == "unknown/unknown")
        let isMeant =
            inquiry.platforms.isEmpty
            || inquiry.platforms.contains { required in claimed?.satisfies(required) == true }
        let child: ResolvedEntry.Child =
            if inquiry.depth == .index || !isMeant {
                .unverified
            } else if isAbsent {
                .absent
            } else {
                switch inquiry.depth {
                case .index, .children: .present
                // The platform is in the configuration, which is not read at this depth.
                case .manifests:
                    .read(ResolvedManifest(digest: manifest.digest, manifest: manifest.manifest, platform: nil))
                case .config: .read(manifest)
                }
            }
        return ResolvedEntry(descriptor: descriptor, child: child)
    }
}
