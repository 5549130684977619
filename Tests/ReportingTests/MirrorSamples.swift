import AuditModel
import ImageModel
import SourceText

/// Comparisons made by hand, one for each thing that a reader may meet.
enum MirrorSamples {
    private static let both: [Platform] = [.linuxAMD64, .linuxARM64]
    private static let index = MirrorEvidence.Side(mediaType: MediaType.dockerManifestList, platforms: both)
    private static let ociIndex = MirrorEvidence.Side(mediaType: MediaType.ociIndex, platforms: both)

    private static func pair(
        _ name: String, _ verdict: MirrorVerdict, _ severity: Severity?,
        target: ImageDigest? = SampleReports.digest("2"),
        lost: [Platform] = [], different: [Platform] = [], uncompared: [Platform] = [], absent: [ImageDigest] = [],
        failure: ResolutionFailure? = nil, evidence: MirrorEvidence, repair: Bool = true, places: [SourcePlace] = []
    ) -> JudgedPair {
        let comparison = MirrorComparison(
            source: SampleReports.reference("docker.io/grafana/\(name):1"),
            target: SampleReports.reference("ghcr.io/acme/mirror/\(name):1"), verdict: verdict,
            sourceDigest: evidence.source == nil ? nil : SampleReports.digest("1"), targetDigest: target, lost: lost,
            different: different, uncompared: uncompared, absent: absent, failure: failure)
        return JudgedPair(
            comparison: comparison, required: both, severity: severity, evidence: evidence,
            repair: repair ? "skopeo copy --all --preserve-digests \(name)" : nil, places: places)
    }

    static let full = MirrorReport(
        toolVersion: "0.1.0", policyFiles: ["policy/fleet.yaml"],
        pairs: [
            pair(
                "alloy", .identical, nil, target: SampleReports.digest("1"),
                evidence: MirrorEvidence(source: index, target: index, attestations: .kept), repair: false),
            pair(
                "converted", .converted, .warning,
                uncompared: [Platform(operatingSystem: "linux", architecture: "s390x")],
                evidence: MirrorEvidence(
                    source: ociIndex, target: index, cause: "likely `skopeo copy --all --format v2s2`",
                    attestations: .lost,
                    attachments: [
                        MirrorEvidence.Attachment(
                            name: "sha256-1111.sig", kind: "cosign signature", state: .missing)
                    ])),
            pair(
                "gone", .upstreamGone, .note, evidence: MirrorEvidence(target: index), repair: false),
            pair(
                "incomplete", .incomplete, .error, absent: [SampleReports.digest("3")],
                evidence: MirrorEvidence(source: index, target: index, cause: "likely an interrupted copy")),
            pair(
                "loki", .flattened, .error, lost: [.linuxARM64],
                evidence: MirrorEvidence(
                    source: index,
                    target: MirrorEvidence.Side(mediaType: MediaType.dockerManifest, platforms: [.linuxAMD64]),
                    child: MirrorEvidence.Child(platform: .linuxAMD64, digest: SampleReports.digest("2")),
                    cause: "likely `skopeo copy` without `--all`"),
                places: (1...8).map {
                    SourcePlace(file: "mirror-images.yaml", position: SourcePosition(line: $0, column: 5))
                }),
            pair(
                "missing", .missing, .error, target: nil, evidence: MirrorEvidence(source: index)),
            pair(
                "nowhere", .missing, .error, target: nil,
                evidence: MirrorEvidence(
                    sourceFailure: ResolutionFailure(.notFound, "docker.io/grafana/nowhere has no tag 1")),
                repair: false),
            pair(
                "private", .couldNotCheck, nil,
                failure: ResolutionFailure(.absentOrPrivate, "docker.io does not say whether it is there"),
                evidence: MirrorEvidence(target: index), repair: false),
            pair(
                "tempo", .stale, .warning, different: both, evidence: MirrorEvidence(source: index, target: index)),
        ],
        unchecked: [
            Unchecked(
                item: .image("ghcr.io/acme/mirror/curl:8"), kind: "unknown-upstream",
                message: "the policy does not tell which upstream image this is a copy of",
                locations: [SampleReports.location("rendered/local/www/jobs.yaml", 20, "www")])
        ], run: SampleReports.run)

    static let clean = MirrorReport(
        toolVersion: "0.1.0",
        pairs: [
            pair(
                "alloy", .identical, nil, target: SampleReports.digest("1"),
                evidence: MirrorEvidence(source: index, target: index), repair: false)
        ], run: SampleReports.run)

    /// Messages and file names are the registry's and the repository's; references are held to a grammar.
    static let hostile = MirrorReport(
        toolVersion: "0.1.0",
        pairs: SampleReports.hostileTexts.map { text in
            pair(
                "loki", .couldNotCheck, nil, failure: ResolutionFailure(.protocolViolation, text),
                evidence: MirrorEvidence(
                    source: MirrorEvidence.Side(
                        mediaType: text, platforms: [Platform(operatingSystem: text, architecture: text)]),
                    target: index, cause: text),
                places: [SourcePlace(file: text, position: SourcePosition(line: 1, column: 1))])
        }, run: SampleReports.run)
}
