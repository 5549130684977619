internal import AuditModel
internal import ImageModel

/// Resolves one reference at one endpoint, as deep as its inquiry asks.
struct ReferenceResolution: Sendable {
    /// Levels of indexes in indexes. The spec sets no limit; images in use have one.
    static let depthLimit = 3

    let client: RegistryClient
    let inquiry: Inquiry
    /// From an earlier inquiry about the reference; what it says is not requested again.
    let known: Resolution?

    func resolution() async throws(ResolutionFailure) -> Resolution {
        if let known { return await deepened(known) }
        let fetched = try await client.manifest(ManifestIdentifier(inquiry.reference))
        switch fetched.document {
        case .manifest(let manifest): return .manifest(try await resolved(manifest, fetched.digest))
        case .index(let index):
            var entries = try await flattened(index, fetched.digest)
            await replace(&entries, entries.indices.filter { entries[$0].needsConfiguration }) { await read($0) }
            return .index(
                ResolvedIndex(digest: fetched.digest, mediaType: index.mediaType, entries: await deepened(entries)))
        }
    }

    private func deepened(_ known: Resolution) async -> Resolution {
        guard case .index(let index) = known else { return known }
        return .index(
            ResolvedIndex(digest: index.digest, mediaType: index.mediaType, entries: await deepened(index.entries)))
    }

    private func deepened(_ entries: [ResolvedEntry]) async -> [ResolvedEntry] {
        var entries = entries
        let open = required(of: entries).filter { !entries[$0].isKnown(to: inquiry.depth) }
        await replace(&entries, open) { entry in
            inquiry.depth == .children ? await checkedForPresence(entry) : await read(entry)
        }
        return entries
    }

    /// Replaces the entries at `positions` concurrently; the host's limiter bounds the requests.
    private func replace(
        _ entries: inout [ResolvedEntry], _ positions: [Int],
        by change: @escaping @Sendable (ResolvedEntry) async -> ResolvedEntry
    ) async {
        guard positions.count > 1 else {
            for position in positions { entries[position] = await change(entries[position]) }
            return
        }
        await withTaskGroup(of: (Int, ResolvedEntry).self) { group in
            for position in positions {
                let entry = entries[position]
                group.addTask { (position, await change(entry)) }
            }
            for await (position, entry) in group { entries[position] = entry }
        }
    }

    /// The entries whose children the inquiry is about.
    private func required(of entries: [ResolvedEntry]) -> [Int] {
        if inquiry.depth == .index { return [] }
        if inquiry.platforms.isEmpty { return entries.indices.filter { entries[$0].offers != nil } }
        let chosen = inquiry.platforms.compactMap { platform in
            entries.firstIndex { $0.offers?.satisfies(platform) == true }
        }
        return Set(chosen).sorted()
    }

    /// Replaces nested indexes by their entries. Each index is read once, however often it is listed, and the number
    /// of entries is bounded: a few small documents can describe a tree of millions (CVE-2026-53493).
    private func flattened(
        _ index: ImageIndex, _ digest: ImageDigest
    ) async throws(ResolutionFailure) -> [ResolvedEntry] {
        guard index.descriptors.contains(where: Self.isNested) else {
            return index.descriptors.map { ResolvedEntry(descriptor: $0) }
        }
        var entries: [ResolvedEntry] = []
        var visited: Set<ImageDigest> = [digest]
        var stack = index.descriptors.reversed().map { (descriptor: $0, path: [ImageDigest]()) }
        var budget = ManifestDecoder.descriptorLimit
        while let (descriptor, path) = stack.popLast() {
            budget -= 1
            guard budget >= 0 else {
                throw ResolutionFailure(
                    .refused, "\(client.name): the index has more than \(ManifestDecoder.descriptorLimit) entries")
            }
            guard Self.isNested(descriptor) else {
                entries.append(ResolvedEntry(descriptor: descriptor, nestedIn: path))
                continue
            }
            guard visited.insert(descriptor.digest).inserted else { continue }
            do {
                let nested = try await nested(descriptor, depth: path.count + 1)
                let inner = path + [descriptor.digest]
                stack += nested.descriptors.reversed().map { ($0, inner) }
            } catch {
                entries.append(ResolvedEntry(descriptor: descriptor, nestedIn: path, child: Self.child(error)))
            }
        }
        return entries
    }

    private static func isNested(_ descriptor: Descriptor) -> Bool {
        MediaType.isIndex(descriptor.mediaType) && !descriptor.isAttestation
    }

    private func nested(_ descriptor: Descriptor, depth: Int) async throws(ResolutionFailure) -> ImageIndex {
        guard depth <= Self.depthLimit else {
            throw ResolutionFailure(
                .refused, "\(client.name): indexes are nested more than \(Self.depthLimit) levels deep")
        }
        let fetched = try await client.manifest(.digest(descriptor.digest), size: descriptor.size)
        guard case .index(let index) = fetched.document else {
            throw ResolutionFailure(
                .protocolViolation, "\(client.name): \(descriptor.digest) is listed as an index but is not one")
        }
        return index
    }

    private func checkedForPresence(_ entry: ResolvedEntry) async -> ResolvedEntry {
        do {
            return entry.with(try await client.hasManifest(entry.descriptor.digest) ? .present : .absent)
        } catch {
            return entry.with(.failed(error))
        }
    }

    private func read(_ entry: ResolvedEntry) async -> ResolvedEntry {
        let descriptor = entry.descriptor
        let manifest: ImageManifest
        do throws(ResolutionFailure) {
            let fetched = try await client.manifest(.digest(descriptor.digest), size: descriptor.size)
            guard case .manifest(let found) = fetched.document else {
                throw ResolutionFailure(
                    .protocolViolation, "\(client.name): \(descriptor.digest) is listed as a manifest but is not one")
            }
            // The cache does not show that the repository still has it.
            if fetched.isCached, !(try await client.hasManifest(descriptor.digest)) { return entry.with(.absent) }
            manifest = found
        } catch {
            return entry.with(Self.child(error))
        }
        // Only its configuration tells the platform of an entry that names none.
        if inquiry.depth == .manifests, !entry.needsConfiguration {
            return entry.with(.read(ResolvedManifest(digest: descriptor.digest, manifest: manifest, platform: nil)))
        }
        do {
            return entry.with(.read(try await resolved(manifest, descriptor.digest)))
        } catch {
            // A missing configuration does not make the child absent: its manifest is there.
            return entry.with(.failed(error))
        }
    }

    /// With the platform that the configuration states.
    private func resolved(
        _ manifest: ImageManifest, _ digest: ImageDigest
    ) async throws(ResolutionFailure) -> ResolvedManifest {
        let platform = manifest.isImage ? try await client.platform(of: manifest.configuration) : nil
        return ResolvedManifest(digest: digest, manifest: manifest, platform: platform)
    }

    private static func child(_ failure: ResolutionFailure) -> ResolvedEntry.Child {
        failure.kind == .notFound ? .absent : .failed(failure)
    }
}

extension ResolvedEntry {
    fileprivate func with(_ child: Child) -> ResolvedEntry {
        ResolvedEntry(descriptor: descriptor, nestedIn: nestedIn, child: child)
    }

    /// Whether nothing is left to request at this depth. What failed is not tried again within a run.
    fileprivate func isKnown(to depth: VerificationDepth) -> Bool {
        switch child {
        case .unverified: false
        case .present: depth <= .children
        case .read(let manifest): depth <= .manifests || manifest.platform != nil || !manifest.isImage
        case .absent, .failed: true
        }
    }

    /// Whether only its configuration can tell what this entry covers.
    fileprivate var needsConfiguration: Bool {
        MediaType.isManifest(descriptor.mediaType) && !descriptor.isAttestation && descriptor.artifactType == nil
            && descriptor.platform == nil
    }
}
