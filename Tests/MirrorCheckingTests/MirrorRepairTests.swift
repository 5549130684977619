import AuditModel
import ImageModel
import MirrorChecking
import Testing

private let digest = "sha256:" + String(repeating: "a", count: 64)

private func comparison(
    _ verdict: MirrorVerdict, source: String = "docker.io/grafana/loki:3.5.7",
    target: String = "ghcr.io/acme/mirror/loki:3.5.7", lost: [Platform] = []
) throws -> MirrorComparison {
    MirrorComparison(
        source: try ImageReference(source), target: try ImageReference(target), verdict: verdict, lost: lost)
}

@Suite struct MirrorRepairTests {
    @Test(arguments: MirrorVerdict.allCases)
    func `everything that is wrong with the mirror is copied again whole, and nothing else is`(
        verdict: MirrorVerdict
    ) throws {
        let command = MirrorRepair.command(for: try comparison(verdict), upstream: nil)
        let fine: Set<MirrorVerdict> = [.identical, .couldNotCheck, .upstreamGone]
        let expected =
            "skopeo copy --all --preserve-digests docker://docker.io/grafana/loki:3.5.7 "
            + "docker://ghcr.io/acme/mirror/loki:3.5.7"
        #expect(command == (fine.contains(verdict) ? nil : expected))
    }

    @Test func `a pinned image is read by its digest and written under its tag`() throws {
        let pair = try comparison(
            .missing, source: "docker.io/grafana/loki:3.5.7@" + digest,
            target: "ghcr.io/acme/mirror/loki:3.5.7@" + digest)
        #expect(
            MirrorRepair.command(for: pair, upstream: nil)
                == "skopeo copy --all --preserve-digests docker://docker.io/grafana/loki@\(digest) "
                + "docker://ghcr.io/acme/mirror/loki:3.5.7")
    }

    @Test func `what upstream does not have cannot be copied`() throws {
        let gone = Resolution.failed(ResolutionFailure(.notFound, "unknown"))
        #expect(MirrorRepair.command(for: try comparison(.missing), upstream: gone) == nil)
    }

    @Test func `an index in an index is copied by a tool that can`() throws {
        let entry = ResolvedEntry(
            descriptor: Descriptor(mediaType: MediaType.ociManifest, digest: try ImageDigest(digest), size: 1),
            nestedIn: [try ImageDigest(digest)])
        let nested = Resolution.index(
            ResolvedIndex(digest: try ImageDigest(digest), mediaType: MediaType.ociIndex, entries: [entry]))
        #expect(
            MirrorRepair.command(for: try comparison(.flattened), upstream: nested)
                == "crane copy docker.io/grafana/loki:3.5.7 ghcr.io/acme/mirror/loki:3.5.7")
    }

    @Test(arguments: [
        ("docker://a/b:1", "docker://a/b:1"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
        ("$(rm)", "'$(rm)'"), ("[::1]:5000/a", "'[::1]:5000/a'"),
    ])
    func `a word of a command is quoted where the shell would change it`(text: String, expected: String) {
        #expect(MirrorRepair.shellQuoted(text) == expected)
    }

    @Test(
        arguments: [
            (MirrorVerdict.couldNotCheck, nil, nil), (.missing, .error, .error), (.incomplete, .error, .error),
            (.upstreamGone, .note, .note), (.identical, nil, nil), (.converted, .warning, .error),
            (.flattened, .note, .error), (.subset, .note, .error), (.stale, .warning, .error),
            (.diverged, .error, .error),
        ] as [(MirrorVerdict, Severity?, Severity?)])
    func `a required platform that is lost makes every verdict an error`(
        verdict: MirrorVerdict, otherwise: Severity?, lost: Severity?
    ) throws {
        let required: [Platform] = [.linuxAMD64, .linuxARM64]
        let harmless = try comparison(verdict, lost: [Platform(operatingSystem: "linux", architecture: "s390x")])
        #expect(harmless.severity(required: required) == otherwise)
        #expect(try comparison(verdict, lost: [.linuxARM64]).severity(required: required) == lost)
    }
}
