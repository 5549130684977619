internal import AuditModel
internal import ImageModel

/// The words that all comparisons with a mirror share. Nothing here is escaped yet.
extension MirrorReport {
    /// "35 pairs: 31 identical, 3 flattened, 1 missing".
    var counts: String {
        let verdicts = MirrorVerdict.allCases.compactMap { verdict in
            let number = count(of: verdict)
            return number > 0 ? "\(number) \(verdict.rawValue)" : nil
        }
        let text = AuditReport.count(pairs.count, "pair")
        return verdicts.isEmpty ? text : text + ": " + verdicts.joined(separator: ", ")
    }

    var countLine: String { AuditReport.countLine(count(of:), unchecked: uncheckedCount) }

    var requestsAndTime: String { run.requestsAndTime }

    /// The worst first.
    var worstFirst: [JudgedPair] {
        pairs.enumerated().sorted { ($0.element.sortRank, $0.offset) < ($1.element.sortRank, $1.offset) }.map(\.element)
    }
}

extension JudgedPair {
    var isGood: Bool { comparison.verdict == .identical && severity == nil }

    /// "error", "unchecked", "good".
    var status: String {
        severity?.rawValue ?? (comparison.verdict == .couldNotCheck ? "unchecked" : "good")
    }

    fileprivate var sortRank: Int {
        switch severity {
        case .error: 0
        case .warning: 2
        case .note: 3
        case nil: comparison.verdict == .couldNotCheck ? 1 : 4
        }
    }

    /// What is wrong with the copy, beyond digests and platforms, as sentence fragments.
    var remarks: [String] {
        var remarks: [String] = []
        if !comparison.lost.isEmpty { remarks.append("lost \(Self.list(comparison.lost))") }
        if !comparison.different.isEmpty { remarks.append("differs for \(Self.list(comparison.different))") }
        if !comparison.uncompared.isEmpty {
            remarks.append("not compared because not required: \(Self.list(comparison.uncompared))")
        }
        if !comparison.absent.isEmpty {
            let digests = comparison.absent.map { $0.description }.joined(separator: ", ")
            remarks.append("listed but absent: \(digests)")
        }
        if let child = evidence.child {
            let encoding = child.digest == comparison.targetDigest ? "" : ", re-encoded"
            remarks.append("this is upstream's \(child.platform) image \(child.digest)\(encoding)")
        }
        switch evidence.attestations {
        case nil, .kept: break
        case .partly: remarks.append("some attestations were not copied")
        case .lost: remarks.append("the attestations were not copied")
        }
        if evidence.attachments?.isEmpty == true {
            remarks.append("upstream has no signatures, SBOMs or attestations of the image")
        }
        for attachment in evidence.attachments ?? [] {
            let state =
                switch attachment.state {
                case .identical: "was copied"
                case .different: "differs on the mirror"
                case .missing: "was not copied"
                case .unknown: "could not be checked"
                }
            remarks.append("\(attachment.kind) \(attachment.name) \(state)")
        }
        if let cause = evidence.cause { remarks.append(cause) }
        if let failure = evidence.sourceFailure {
            let meaning = failure.kind == .notFound ? "upstream does not have it either" : "upstream did not answer"
            remarks.append("\(meaning): \(failure.message)")
        }
        if let failure = comparison.failure { remarks.append("\(failure.kind.rawValue): \(failure.message)") }
        return remarks
    }

    /// The meaning of the verdict, for readers who do not know it.
    var meaning: String {
        switch comparison.verdict {
        case .couldNotCheck: "could not be compared"
        case .missing: "the mirror does not have it"
        case .incomplete: "the mirror lists images that it does not have"
        case .upstreamGone: "upstream no longer has it"
        case .identical: "the same digest as upstream"
        case .converted: "the same images under other digests"
        case .flattened: "a single-platform image in place of the index"
        case .subset: "an index with platforms missing"
        case .stale: "an older version of upstream's image"
        case .diverged: "an image that upstream does not have"
        }
    }

    static func list(_ platforms: [Platform]) -> String { platforms.map(\.description).joined(separator: ", ") }
}

extension MirrorEvidence.Side {
    var kind: String { MediaType.isIndex(mediaType) ? "index" : "single image" }
}
