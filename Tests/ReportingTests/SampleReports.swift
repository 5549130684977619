import AuditModel
import ImageModel
import SourceText

/// Reports made by hand, one for each thing that a reader may meet.
enum SampleReports {
    static let indexDigest = digest("1")
    static let manifestDigest = digest("2")

    static func digest(_ digit: String) -> ImageDigest {
        (try? ImageDigest("sha256:" + String(repeating: digit, count: 64))) ?? placeholder
    }

    private static let placeholder: ImageDigest = {
        do { return try ImageDigest(algorithm: .sha256, hex: String(repeating: "0", count: 64)) } catch {
            preconditionFailure("64 zeros are a digest")
        }
    }()

    static func reference(_ text: String) -> ImageReference {
        (try? ImageReference(text)) ?? ImageReference(registry: "invalid", repository: text, tag: nil, digest: nil)
    }

    static let run = RunFacts(
        started: "2026-03-01T06:00:00Z", seconds: 1.2345, requests: 75,
        registries: [
            RegistryFacts(
                name: "docker.io", requests: 40, retries: 2, cached: 12,
                rateLimit: .init(limit: 100, remaining: 76, windowSeconds: 21_600)),
            RegistryFacts(
                name: "ghcr.io", requests: 1, cached: 1,
                rateLimit: .init(limit: nil, remaining: 0, windowSeconds: nil)),
            RegistryFacts(name: "quay.io", endpoint: "http://127.0.0.1:5000", requests: 34),
        ])

    static let empty = AuditReport(
        toolVersion: "0.1.0", run: RunFacts(started: "2026-03-01T06:00:00Z", seconds: 0, requests: 0))

    static let loki = ReportedImage(
        reference: reference("ghcr.io/ameideio/mirror/loki:3.5.7"),
        resolution: .manifest(
            ResolvedManifest(
                digest: manifestDigest,
                manifest: ImageManifest(
                    mediaType: MediaType.ociManifest,
                    configuration: Descriptor(
                        mediaType: MediaType.ociConfiguration, digest: digest("3"), size: 1),
                    layers: []),
                platform: .linuxAMD64)),
        mirror: MirrorComparison(
            source: reference("grafana/loki:3.5.7"), target: reference("ghcr.io/ameideio/mirror/loki:3.5.7"),
            verdict: .flattened, sourceDigest: indexDigest, targetDigest: manifestDigest, lost: [.linuxARM64]))

    static let nginx = ReportedImage(
        reference: reference("nginx:1.29"), resolution: .index(index([.linuxAMD64, .linuxARM64])),
        pinned: reference("nginx:1.29").with(tag: "1.29", digest: indexDigest))

    static let absent = ReportedImage(
        reference: reference("quay.io/acme/gone:2"),
        resolution: .failed(ResolutionFailure(.notFound, "quay.io says that the tag does not exist")))

    static func index(_ platforms: [Platform]) -> ResolvedIndex {
        ResolvedIndex(
            digest: indexDigest, mediaType: MediaType.ociIndex,
            entries: platforms.map { platform in
                ResolvedEntry(
                    descriptor: Descriptor(
                        mediaType: MediaType.ociManifest, digest: manifestDigest, size: 1, platform: platform))
            })
    }

    static func location(
        _ file: String, _ line: Int, _ name: String, status: FindingLocation.Status = .active
    ) -> FindingLocation {
        FindingLocation(
            file: file, position: SourcePosition(line: line, column: 18),
            path: "$.spec.template.spec.containers[0].image", kind: "Deployment", namespace: "monitoring", name: name,
            status: status, fingerprint: "fp-\(name)-\(line)")
    }

    /// Each severity, each kind of fix, each status, many places, something unchecked.
    static let full = AuditReport(
        toolVersion: "0.1.0", policyFiles: ["policy/fleet.yaml"], images: [loki, nginx, absent],
        findings: [
            Finding(
                rule: "missing-platform", severity: .error,
                message: "single-platform image (linux/amd64); linux/arm64 is required; upstream "
                    + "docker.io/grafana/loki:3.5.7 has it, the mirror copy is flattened to one platform",
                image: "ghcr.io/ameideio/mirror/loki:3.5.7", platforms: [.linuxAMD64, .linuxARM64],
                locations: [
                    location("rendered/local/loki/statefulset.yaml", 31, "loki"),
                    location("rendered/local/loki/statefulset.yaml", 44, "loki-canary", status: .waived),
                    location("rendered/local/loki/statefulset.yaml", 52, "loki-old", status: .known),
                ],
                fix: .run(
                    command:
                        "skopeo copy --all docker://docker.io/grafana/loki:3.5.7 docker://ghcr.io/ameideio/mirror/loki:3.5.7"
                )),
            Finding(
                rule: "not-found", severity: .error, message: "not found on quay.io",
                image: "quay.io/acme/gone:2", locations: [location("rendered/azure/acme/job.yaml", 12, "migrate")]),
            Finding(
                rule: "unpinned", severity: .warning, message: "not pinned by digest",
                image: "docker.io/library/nginx:1.29",
                locations: (1...23).map { location("rendered/local/web/deployment.yaml", $0 * 10, "web-\($0)") },
                fix: .replace(with: reference("nginx:1.29").with(tag: "1.29", digest: indexDigest))),
            Finding(
                rule: "pin-drift", severity: .note, message: "accepted everywhere, so it is only counted",
                image: "docker.io/library/redis:8",
                locations: [location("rendered/local/redis/redis.yaml", 9, "redis", status: .waived)]),
        ],
        unchecked: [
            Unchecked(
                item: .image("ghcr.io/acme/private:1"), kind: "absent-or-private",
                message: "ghcr.io does not say whether it exists: log in, or correct the name",
                locations: [location("rendered/azure/acme/deployment.yaml", 20, "acme")]),
            Unchecked(
                item: .file("rendered/broken.yaml"), kind: "syntax-error",
                message: "did not find expected key",
                locations: [
                    FindingLocation(
                        file: "rendered/broken.yaml", position: SourcePosition(line: 3, column: 1),
                        fingerprint: "fp-broken")
                ]),
        ],
        occurrenceCount: 30, fileCount: 6, run: run)

    static let uncheckedOnly = AuditReport(
        toolVersion: "0.1.0",
        unchecked: [
            Unchecked(
                item: .run, kind: "no-images", message: "No image was found in 3 files; is the render step broken?",
                locations: [])
        ], fileCount: 3, run: run)

    /// What `check` makes: images named on the command line.
    static let check = AuditReport(
        toolVersion: "0.1.0", images: [loki, nginx, absent],
        findings: [
            Finding(
                rule: "missing-platform", severity: .error,
                message: "index with linux/amd64 only; linux/arm64 is required",
                image: "ghcr.io/ameideio/mirror/loki:3.5.7", platforms: [.linuxAMD64, .linuxARM64],
                locations: [FindingLocation(fingerprint: "fp-1")]),
            Finding(
                rule: "unpinned", severity: .error, message: "not pinned by digest",
                image: "docker.io/library/nginx:1.29", locations: [FindingLocation(fingerprint: "fp-2")],
                fix: .replace(with: reference("nginx:1.29").with(tag: "1.29", digest: indexDigest))),
        ], run: run)

    /// Texts that try to leave their place.
    static let hostileTexts = [
        "\u{1B}[2Jcleared", "line\r\nbreak", "\u{1B}]8;;https://evil.example\u{7}link\u{1B}]8;;\u{7}",
        "gpj.\u{202E}exe", "zero\u{200B}width", "c1\u{9B}31m", "a|b\\|c", "`tick``s`", "<img src=x onerror=alert(1)>",
        "[text](https://evil.example)", "![x](https://evil.example/x.png)", "@octocat #1 GH-2 www.evil.example",
        "::error file=x::owned", "x ##[add-mask]y", "\u{2028}separated", "**bold** _it_ ~~s~~ $x$", "\"quote\\",
        "\u{FEFF}bom\u{E0041}tag", "a@example.com", "deadbeefdeadbeef",
    ]

    static let hostile = AuditReport(
        toolVersion: "0.1.0",
        findings: hostileTexts.enumerated().map { index, text in
            Finding(
                rule: "invalid-reference", severity: .error, message: "invalid image reference \(text) in a file",
                image: text,
                locations: [
                    FindingLocation(
                        file: text, position: SourcePosition(line: index + 1, column: 1), path: text, kind: text,
                        namespace: text, name: text, fingerprint: text)
                ], fix: .run(command: text))
        },
        unchecked: [
            Unchecked(item: .file("::set-output name=x::y"), kind: "syntax-error", message: "\u{7}", locations: [])
        ], occurrenceCount: 1, fileCount: 1,
        run: RunFacts(started: "2026-03-01T06:00:00Z", seconds: 1.2345, requests: 0))
}
