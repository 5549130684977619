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
    func `every bad copy is copied again completely, and nothing else is`(
        verdict: MirrorVerdict
    ) throws {
        let command = MirrorRepair().command(for: try comparison(verdict), upstream: nil)
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
            MirrorRepair().command(for: pair, upstream: nil)
                == "skopeo copy --all --preserve-digests docker://docker.io/grafana/loki@\(digest) "
                + "docker://ghcr.io/acme/mirror/loki:3.5.7")
    }

    @Test func `an image missing upstream has no copy command`() throws {
        let gone = Resolution.failed(ResolutionFailure(.notFound, "unknown"))
        #expect(MirrorRepair().command(for: try comparison(.missing), upstream: gone) == nil)
    }

    @Test func `a nested index is copied by a tool that supports it`() throws {
        let entry = ResolvedEntry(
            descriptor: Descriptor(mediaType: MediaType.ociManifest, digest: try ImageDigest(digest), size: 1),
            nestedIn: [try ImageDigest(digest)])
        let nested = Resolution.index(
            ResolvedIndex(digest: try ImageDigest(digest), mediaType: MediaType.ociIndex, entries: [entry]))
        #expect(
            MirrorRepair().command(for: try comparison(.flattened), upstream: nested)
                == "crane copy docker.io/grafana/loki:3.5.7 ghcr.io/acme/mirror/loki:3.5.7")
    }

    @Test(arguments: [
        ("docker://a/b:1", "docker://a/b:1"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
        ("$(rm)", "'$(rm)'"), ("[::1]:5000/a", "'[::1]:5000/a'"),
    ])
    func `a word of a command is quoted if the shell would change it`(text: String, expected: String) {
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

private let endpoints = [
    "docker.io": CopyEndpoint(authority: "127.0.0.1:5101", isPlainHTTP: true),
    "quay.io": CopyEndpoint(authority: "cache.example", folder: "quay"),
    "ghcr.io": CopyEndpoint(authority: "127.0.0.1:5143", certificateAuthorityFile: "certs/ca.crt"),
]

@Suite struct MirrorRepairToolTests {
    private func command(
        _ tool: MirrorRepair.Tool, _ source: String = "docker.io/grafana/loki:3.5.7",
        endpoints: [String: CopyEndpoint] = [:]
    ) throws -> String? {
        let pair = MirrorComparison(
            source: try ImageReference(source), target: try ImageReference("ghcr.io/acme/mirror/loki:3.5.7"),
            verdict: .flattened, sourceDigest: try ImageDigest(digest))
        return MirrorRepair(tool: tool, endpoints: endpoints).command(for: pair, upstream: nil)
    }

    @Test func `the image that was judged is copied, even if the tag moves`() throws {
        let (source, target) = ("docker.io/grafana/loki@\(digest)", "ghcr.io/acme/mirror/loki:3.5.7")
        #expect(
            try command(.skopeo) == "skopeo copy --all --preserve-digests docker://\(source) docker://\(target)")
        #expect(try command(.regctl) == "regctl image copy --digest-tags --referrers \(source) \(target)")
        #expect(try command(.crane) == "crane copy \(source) \(target)")
    }

    @Test func `each tool gets the endpoints in place of the registries`() throws {
        let (source, target) = ("127.0.0.1:5101/grafana/loki@\(digest)", "127.0.0.1:5143/acme/mirror/loki:3.5.7")
        #expect(
            try command(.skopeo, endpoints: endpoints)
                == "skopeo copy --all --preserve-digests --src-tls-verify=false --dest-cert-dir=certs "
                + "docker://\(source) docker://\(target)")
        #expect(
            try command(.regctl, endpoints: endpoints)
                == "env SSL_CERT_FILE=certs/ca.crt regctl --host reg=127.0.0.1:5101,tls=disabled "
                + "image copy --digest-tags --referrers \(source) \(target)")
        #expect(
            try command(.crane, endpoints: endpoints)
                == "env SSL_CERT_FILE=certs/ca.crt crane copy --insecure \(source) \(target)")
    }

    @Test(arguments: [
        ("my certs/ca.pem", nil, "env 'SSL_CERT_FILE=my certs/ca.pem' "),
        ("ca.pem", "ca.pem", "env SSL_CERT_FILE=ca.pem "),
        ("a/ca.pem", "/b/ca.pem", "env SSL_CERT_DIR=/b:a "), ("a/ca.crt", "b/ca.pem", "env SSL_CERT_FILE=b/ca.pem "),
        ("a/ca.crt", "b/ca.crt", ""),
    ])
    func `certificates without a skopeo option are passed in a variable`(
        target: String, source: String?, expected: String
    ) throws {
        let endpoints = [
            "ghcr.io": CopyEndpoint(authority: "127.0.0.1:1", certificateAuthorityFile: target),
            "docker.io": CopyEndpoint(authority: "127.0.0.1:2", certificateAuthorityFile: source),
        ]
        let command = try #require(try command(.skopeo, endpoints: endpoints))
        #expect(command.hasPrefix(expected + "skopeo copy "), "\(command)")
    }

    @Test func `a folder of an endpoint is part of the repository's name there`() throws {
        let command = try #require(try command(.crane, "quay.io/minio/mc:1", endpoints: endpoints))
        #expect(command.contains("crane copy cache.example/quay/minio/mc@"))
    }
}
