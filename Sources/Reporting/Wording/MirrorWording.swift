internal import AuditModel
internal import ImageModel

/// What all reports about a mirror say in the same words. Nothing here is escaped yet.
extension MirrorReport {
    /// "35 pairs: 31 identical, 3 flattened, 1 missing".
    var extent: String {
        let verdicts = MirrorVerdict.allCases.compactMap { verdict in
            let number = count(of: verdict)
            return number > 0 ? "\(number) \(verdict.rawValue)" : nil
        }
        let text = AuditReport.count(pairs.count, "pair")
        return verdicts.isEmpty ? text : text + ": " + verdicts.joined(separator: ", ")
    }

    /// "3 errors, 1 warning, 0 notes, 2 unchecked", zeros included, so that nobody has to guess.
    var verdict: String {
        [
            AuditReport.count(count(of: .error), "error"), AuditReport.count(count(of: .warning), "warning"),
            AuditReport.count(count(of: .note), "note"), "\(uncheckedCount) unchecked",
        ].joined(separator: ", ")
    }

    /// "75 requests in 1.2 s".
    var effort: String {
        "\(AuditReport.count(run.requests, "request")) in \(JSONValue.decimal(run.seconds).dropLast(2)) s"
    }

    /// The worst first.
    var byWeight: [JudgedPair] {
        pairs.enumerated().sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }.map(\.element)
    }
}

extension JudgedPair {
    var isGood: Bool { comparison.verdict == .identical && severity == nil }

    /// "error", "unchecked", "good".
    var standing: String {
        severity?.rawValue ?? (comparison.verdict == .couldNotCheck ? "unchecked" : "good")
    }

    fileprivate var weight: Int {
        switch severity {
        case .error: 0
        case .warning: 2
        case .note: 3
        case nil: comparison.verdict == .couldNotCheck ? 1 : 4
        }
    }

    /// What is wrong with the copy, as sentence fragments: what each reader needs beside digests and platforms.
    var remarks: [String] {
        var remarks: [String] = []
        if !comparison.lost.isEmpty { remarks.append("lost \(Self.list(comparison.lost))") }
        if !comparison.different.isEmpty { remarks.append("differs for \(Self.list(comparison.different))") }
        if !comparison.uncompared.isEmpty {
            remarks.append("not compared, as nobody requires them: \(Self.list(comparison.uncompared))")
        }
        if !comparison.absent.isEmpty {
            let digests = comparison.absent.map { $0.description }.joined(separator: ", ")
            remarks.append("listed but not there: \(digests)")
        }
        if let child = evidence.child {
            let encoding = child.digest == comparison.targetDigest ? "" : ", encoded anew"
            remarks.append("it is upstream's \(child.platform) image \(child.digest)\(encoding)")
        }
        switch evidence.attestations {
        case nil, .kept: break
        case .partly: remarks.append("some attestations did not come along")
        case .lost: remarks.append("the attestations did not come along")
        }
        if evidence.attachments?.isEmpty == true { remarks.append("nothing is kept beside upstream's image") }
        for attachment in evidence.attachments ?? [] {
            let state =
                switch attachment.state {
                case .identical: "came along"
                case .different: "is another one on the mirror"
                case .missing: "did not come along"
                case .unknown: "could not be asked for"
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

    /// What a verdict means, for those who see it the first time.
    var meaning: String {
        switch comparison.verdict {
        case .couldNotCheck: "nobody could establish what it is"
        case .missing: "the mirror does not have it"
        case .incomplete: "the mirror lists images that it does not have"
        case .upstreamGone: "upstream does not have it any more"
        case .identical: "the same digest as upstream"
        case .converted: "the same images under other digests"
        case .flattened: "one platform's image in the place of all"
        case .subset: "an index with platforms missing"
        case .stale: "an older state of upstream"
        case .diverged: "something that upstream does not have"
        }
    }

    static func list(_ platforms: [Platform]) -> String { platforms.map(\.description).joined(separator: ", ") }
}

extension MirrorEvidence.Side {
    var kind: String { MediaType.isIndex(mediaType) ? "index" : "single image" }
}
