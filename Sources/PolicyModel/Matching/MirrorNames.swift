package import ImageModel

/// Translates names of images between upstream and the mirror. Tags and digests are kept: a pinned image is looked up
/// on the other side by its digest.
package struct MirrorNames: Sendable {
    package let registry: RepositoryPrefix
    private let policy: MirrorPolicy
    private let targets: [String: String]
    private let sources: [String: String]

    /// Nil if the policy names no mirror.
    package init?(_ policy: Policy) {
        guard let registry = policy.contract.mirrorRegistry else { return nil }
        self.registry = registry
        self.policy = policy.mirror
        var targets: [String: String] = [:]
        var sources: [String: String] = [:]
        for entry in policy.mirror.map {
            guard let target = Self.target(entry.target, below: registry) else { continue }
            targets[entry.source] = target.name
            sources[target.name] = entry.source
        }
        self.targets = targets
        self.sources = sources
    }

    /// Whether the image is named on the mirror.
    package func isMirrored(_ reference: ImageReference) -> Bool {
        registry.contains(reference) || sources[reference.name] != nil
    }

    /// The mirror's name for an upstream image. Nil if none is expected: `except` matches it, it is in neither the
    /// map nor `from`, or the naming gives it no name.
    package func counterpart(of upstream: ImageReference) -> ImageReference? {
        let written = upstream.name
        guard !isMirrored(upstream), !policy.except.contains(where: { $0.contains(written) }) else { return nil }
        if let target = targets[written].flatMap({ try? ImageReference($0) }) {
            return target.with(tag: upstream.tag, digest: upstream.digest)
        }
        guard policy.from.contains(where: { $0.contains(written) }), let name = name(for: upstream) else {
            return nil
        }
        return registry.reference(to: name, tag: upstream.tag, digest: upstream.digest)
    }

    /// The upstream image that a mirror's image is a copy of: by the map, else by inverting the naming if the result is
    /// unique, else the only one of `candidates` with that name in the mirror. `basename` cannot be inverted, so the
    /// map or a candidate must name it.
    package func upstream(
        of mirrored: ImageReference, among candidates: some Sequence<ImageReference> = EmptyCollection()
    ) -> ImageReference? {
        if let source = sources[mirrored.name].flatMap({ try? ImageReference($0) }) {
            return source.with(tag: mirrored.tag, digest: mirrored.digest)
        }
        guard let path = registry.relativePath(of: mirrored) else { return nil }
        let inverted = Set(inversions(of: path).filter { isNamed(mirrored, asCopyOf: $0) }.map(\.name))
        let names = inverted.isEmpty ? Set(candidates.filter { isNamed(mirrored, asCopyOf: $0) }.map(\.name)) : inverted
        guard names.count == 1, let name = names.first, let reference = try? ImageReference(name) else { return nil }
        return reference.with(tag: mirrored.tag, digest: mirrored.digest)
    }

    private func isNamed(_ mirrored: ImageReference, asCopyOf upstream: ImageReference) -> Bool {
        counterpart(of: upstream)?.name == mirrored.name
    }

    private func name(for upstream: ImageReference) -> String? {
        switch policy.naming {
        case .explicit: nil
        case .basename: upstream.repository.split(separator: "/").last.map(String.init)
        case .path: upstream.repository
        // A colon is not allowed in repository names, so hosts with a port have no name in the mirror.
        case .hostPath: upstream.registry.contains(":") ? nil : upstream.name
        case .dashed: upstream.repository.split(separator: "/").joined(separator: "-")
        }
    }

    /// Every upstream repository whose name in the mirror may be `path`.
    private func inversions(of path: String) -> [ImageReference] {
        let registries = Set(policy.from.compactMap(\.registry))
        let repositories: [String]
        switch policy.naming {
        case .explicit, .basename: return []
        case .hostPath: return [path].compactMap { try? ImageReference($0) }
        case .path: repositories = [path]
        case .dashed: repositories = Self.splits(of: path)
        }
        return registries.flatMap { registry in
            repositories.compactMap { repository in
                guard let reference = try? ImageReference(registry + "/" + repository),
                    reference.repository == repository
                else { return nil }
                return reference
            }
        }
    }

    /// Every way to read dashes of `path` as slashes. Names with many dashes have too many readings to be unique and
    /// need the map.
    private static func splits(of path: String) -> [String] {
        let parts = path.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 8 else { return [] }
        return parts.dropFirst().reduce([String(first)]) { readings, part in
            readings.flatMap { [$0 + "-" + part, $0 + "/" + part] }
        }
    }

    /// The repository that the target of a map entry names.
    static func target(_ text: String, below registry: RepositoryPrefix) -> ImageReference? {
        let host = text.prefix { $0 != "/" }
        if text.contains("/"), host.contains(".") || host.contains(":") || host == "localhost" {
            guard let reference = try? ImageReference(text), reference.tag == nil, reference.digest == nil else {
                return nil
            }
            return reference
        }
        return registry.reference(to: text, tag: nil, digest: nil)
    }
}
