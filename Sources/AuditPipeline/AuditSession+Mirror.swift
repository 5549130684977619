package import AuditModel
internal import DocumentReading
internal import FileSystem
internal import HTTPTransport
internal import ImageModel
internal import MirrorChecking
internal import PolicyModel
internal import PolicyRules
internal import RegistryAccess
internal import SourceText

extension AuditSession {
    /// Compares mirror and upstream, pair by pair.
    ///
    /// - Parameter inventory: the images of the fleet for `--fleet`.
    package func mirror(_ request: MirrorRequest, fleet inventory: Inventory?) async throws(UsageError) -> MirrorReport
    {
        var pairs: MirrorPairs
        var unchecked: [Unchecked] = []
        do {
            pairs = try namedPairs(request, &unchecked)
            if let inventory { try add(inventory, request, to: &pairs, &unchecked) }
        } catch let error as UsageError {
            throw error
        } catch {
            // Descriptions of map and collision errors begin with the place.
            throw UsageError(located: error)
        }
        if pairs.isEmpty, unchecked.isEmpty, !request.allowsEmpty { unchecked.append(.noPairs) }
        let list = pairs.sorted
        let first = await Resolutions.beginning(list, with: resolver)
        let known = await Resolutions.answering(with: resolver, beginningWith: first) { known in
            list.flatMap { $0.progress(known: known).inquiries }
        }
        var judged = list.map { JudgedPair.Draft($0, known: known) }
        if request.asksForAttachments { await addAttachments(to: &judged) }
        transport.stop()
        let repair = MirrorRepair(tool: request.tool, endpoints: endpoints.forCopying)
        return MirrorReport(
            toolVersion: configuration.toolVersion, policyFiles: policy.files,
            pairs: judged.map { JudgedPair($0, known: known, repair: repair) }, unchecked: unchecked, run: runFacts)
    }

    private func namedPairs(_ request: MirrorRequest, _ unchecked: inout [Unchecked]) throws -> MirrorPairs {
        let mirror = policy.contract.mirrorRegistry
        let map = MirrorMap(mirror: mirror, required: request.required ?? policy.platforms)
        var pairs = MirrorPairs()
        if let (source, target) = request.pair {
            do {
                try pairs.insert(map.pair(source: source, target: target))
            } catch let error as MirrorMapNaming.Mistake {
                throw UsageError(error.message)
            }
        }
        for path in request.mapFiles {
            let input = try SourceFile(named: path)
            let file = SourceFile(path: input.path, bytes: UTF16ByteDecoder.utf8(input.bytes))
            let found = try map.pairs(in: file)
            for pair in found { try pairs.insert(pair) }
            if found.isEmpty, !request.allowsEmpty { unchecked.append(.noPairs(in: file.path)) }
        }
        return pairs
    }

    private func add(
        _ inventory: Inventory, _ request: MirrorRequest, to pairs: inout MirrorPairs, _ unchecked: inout [Unchecked]
    ) throws {
        guard let fleet = try Plan(inventory, policy: policy).fleetMirror(beside: pairs) else {
            throw UsageError("--fleet needs a policy that names the mirror; set images.policy.mirrorRegistry")
        }
        for var pair in fleet.pairs.sorted {
            pair.required = request.required ?? pair.required
            try pairs.insert(pair)
        }
        unchecked += fleet.unchecked
        unchecked += inventory.unreadable.map { source in
            Unchecked(
                item: .file(source.file), kind: source.kind.rawValue, message: source.message,
                locations: [FindingLocation(file: source.file, position: source.position, fingerprint: "")])
        }
    }
}

extension JudgedPair {
    /// A pair before its repair is decided.
    struct Draft {
        let pair: MirrorPair
        let comparison: MirrorComparison
        var evidence: MirrorEvidence

        init(_ pair: MirrorPair, known: Resolutions) {
            self.pair = pair
            self.comparison =
                pair.progress(known: known).comparison
                ?? MirrorComparison(
                    source: pair.source, target: pair.target, verdict: .couldNotCheck,
                    failure: ResolutionFailure(.transient, "the registries were not asked"))
            self.evidence = MirrorEvidence(of: comparison, known: known)
        }
    }

    fileprivate init(_ draft: Draft, known: Resolutions, repair: MirrorRepair) {
        let required = draft.pair.required
        self.init(
            comparison: draft.comparison, required: required,
            severity: draft.comparison.severity(required: required)
                ?? (draft.evidence.hasLostAttachments ? .note : nil),
            evidence: draft.evidence,
            repair: repair.command(
                for: draft.comparison, upstream: known[draft.comparison.source],
                bringsAttachments: draft.evidence.hasLostAttachments),
            places: draft.pair.places)
    }
}

extension Unchecked {
    fileprivate static let noPairs = Unchecked(
        item: .run, kind: "no-images", message: "there is nothing to compare (--allow-empty accepts an empty run)",
        locations: [])

    fileprivate static func noPairs(in file: String) -> Unchecked {
        Unchecked(
            item: .file(file), kind: "no-images",
            message:
                "no list of `source` and `target` pairs; is this the right file? (--allow-empty accepts an empty run)",
            locations: [])
    }
}

extension RegistryEndpoints {
    /// As copying tools need them. They cannot reach an endpoint whose API is not at the root of its host.
    fileprivate var forCopying: [String: CopyEndpoint] {
        listed.compactMapValues { endpoint in
            guard let folder = endpoint.repositoryFolder else { return nil }
            let isDefault = endpoint.url.port == (endpoint.url.scheme == "https" ? 443 : 80)
            let authority = endpoint.url.authority
            let isPlain = endpoint.url.scheme == "http"
            return CopyEndpoint(
                authority: isDefault && !isPlain ? String(authority.dropLast(4)) : authority, folder: folder,
                isPlainHTTP: isPlain, certificateAuthorityFile: endpoint.trust.certificateAuthorityFile)
        }
    }
}

extension AuditSession {
    /// Finds the signatures, SBOMs and attestations of upstream's images and whether the mirror has them. Registries are
    /// asked for their referrers first; where they have no such list, the fallback tag is read.
    func addAttachments(to drafts: inout [JudgedPair.Draft]) async {
        let checks = drafts.map { AttachmentCheck($0.comparison) }
        let lists = await resolver.referrers(of: checks.compactMap(\.self).flatMap(\.images))
        let known = await Resolutions.answering(with: resolver) { known in
            checks.compactMap(\.self).flatMap { $0.inquiries(known: known, lists: lists) }
        }
        for index in drafts.indices {
            drafts[index].evidence.attachments = checks[index]?.attachments(known: known, lists: lists)
        }
    }
}
