import TestSupport
import Testing

/// One way to copy an image with Debian's skopeo.
private struct Way: Sendable, CustomTestStringConvertible {
    let source: String
    var options: [String] = []
    var global: [String] = []
    let verdict: String
    var lost: [String] = []
    var child: String?
    /// Part of the explanation of how such a copy is made.
    var cause: String?

    var testDescription: String { "\(source): \((global + ["copy"] + options).joined(separator: " "))" }
}

private let arm = ["linux/arm64"]
private let oci = "docker.io/shapes/oci-index:1.0"
private let docker = "docker.io/shapes/docker-list:1.0"
private let attested = "docker.io/shapes/attested:1.0"
private let amd = "linux/amd64"

private let ways = [
    Way(source: oci, verdict: "flattened", lost: arm, child: amd, cause: "without `--all`"),
    Way(source: oci, options: ["--all"], verdict: "identical"),
    Way(source: oci, options: ["--all", "--preserve-digests"], verdict: "identical"),
    Way(source: oci, options: ["--preserve-digests"], verdict: "flattened", lost: arm, child: amd),
    Way(source: oci, options: ["--format", "oci"], verdict: "flattened", lost: arm, child: amd),
    Way(source: oci, options: ["--all", "--format", "oci"], verdict: "identical"),
    Way(
        source: oci, options: ["--format", "v2s2"], verdict: "flattened", lost: arm, child: amd, cause: "--format v2s2"),
    Way(source: oci, options: ["--all", "--format", "v2s2"], verdict: "converted", cause: "--all --format v2s2"),
    Way(
        source: oci, global: ["--override-arch", "arm64"], verdict: "flattened", lost: [amd], child: "linux/arm64"),
    Way(source: docker, verdict: "flattened", lost: arm, child: amd),
    Way(source: docker, options: ["--all"], verdict: "identical"),
    Way(source: docker, options: ["--preserve-digests"], verdict: "flattened", lost: arm, child: amd),
    Way(source: docker, options: ["--all", "--format", "oci"], verdict: "converted", cause: "--all --format oci"),
    Way(
        source: docker, options: ["--format", "oci"], verdict: "flattened", lost: arm, child: amd, cause: "--format oci"
    ),
    Way(source: docker, options: ["--all", "--format", "v2s2"], verdict: "identical"),
    Way(source: docker, options: ["--format", "v2s2"], verdict: "flattened", lost: arm, child: amd),
    Way(source: attested, options: ["--all", "--preserve-digests"], verdict: "identical"),
    Way(source: attested, verdict: "flattened", lost: arm, child: amd),
    Way(source: "docker.io/shapes/single-oci-amd64:1.0", options: ["--format", "v2s2"], verdict: "converted"),
    Way(source: "docker.io/shapes/single-docker-amd64:1.0", verdict: "identical"),
    Way(source: "docker.io/shapes/helm-chart:1.0.0", verdict: "identical"),
]

// Serialized, as dozens of concurrent copies would slow down everything else.
@Suite(.serialized, .needs(.registries, .skopeo)) struct MirrorCopyIntegrationTests {
    @Test(arguments: ways) fileprivate func `each way of copying has its verdict, evidence and repair`(
        way: Way
    ) async throws {
        let fixture = try MirrorFixture()
        let target = fixture.target("copy:1.0")
        try await fixture.copy(way.source, target, way.options, global: way.global)
        let pair = try await fixture.pair(way.source, target)
        #expect(pair.verdict == way.verdict)
        #expect(pair.lost == way.lost)
        #expect(pair.child?.platform == way.child)
        if let cause = way.cause { #expect(pair.cause?.contains(cause) == true, "\(pair.cause ?? "no cause")") }
        #expect((pair.repair == nil) == (way.verdict == "identical"))
        #expect(pair.sourceDigest == (try SeededImage.digest(way.source)))
        #expect(pair.different == [] && pair.absent == [] && pair.failure == nil)
    }

    @Test(arguments: [([], "flattened"), (["--all"], "identical")])
    func `skopeo sync copies all platforms only with --all`(
        options: [String], verdict: String
    ) async throws {
        let fixture = try MirrorFixture()
        try await fixture.sync(oci, into: "synced", options)
        #expect(try await fixture.pair(oci, fixture.target("synced/oci-index:1.0")).verdict == verdict)
    }

    @Test(arguments: [oci, docker, attested]) func `pull and push leave one platform in every encoding`(
        source: String
    ) async throws {
        let fixture = try MirrorFixture()
        let target = fixture.target("pushed:1.0")
        try await fixture.pullAndPush(source, target)
        let pair = try await fixture.pair(source, target)
        #expect(pair.verdict == "flattened")
        #expect(pair.lost == arm)
        #expect(pair.cause?.contains("docker push") == true)
        #expect(pair.attestations == (source == attested ? "lost" : nil))
    }

    @Test func `a deleted child is named`() async throws {
        let fixture = try MirrorFixture()
        let target = fixture.target("deleted")
        try await fixture.copy(oci, target + ":1.0", ["--all"])
        let child = try #require(try SeededImage.named(oci).children.last?.digest)
        try await fixture.delete(child, from: target)
        let pair = try await fixture.pair(oci, target + ":1.0")
        #expect(pair.verdict == "incomplete")
        #expect(pair.absent == [child])
        #expect(pair.severity == "error")
        // A missing platform that is not required makes nothing incomplete.
        #expect(try await fixture.pair(oci, target + ":1.0", "--require-platforms", amd).verdict == "identical")
    }

    @Test func `a rebuilt upstream makes the copy stale and names the rebuilt platforms`() async throws {
        let fixture = try MirrorFixture()
        for (name, different) in [("moved", [amd, "linux/arm64"]), ("moved-arm64", arm)] {
            let source = "docker.io/shapes/\(name):1.0"
            let old = try SeededImage.digest(source, isTagged: false)
            try await fixture.copy("docker.io/shapes/\(name)@\(old)", fixture.target(name + ":1.0"), ["--all"])
            let pair = try await fixture.pair(source, fixture.target(name + ":1.0"))
            #expect(pair.verdict == "stale")
            #expect(pair.different == different)
        }
    }

    @Test(arguments: [["--all"], []]) func `an overwritten mirror has diverged`(options: [String]) async throws {
        let fixture = try MirrorFixture()
        try await fixture.copy(oci, fixture.target("over:1.0"), ["--all"])
        try await fixture.copy(docker, fixture.target("over:1.0"), options)
        let pair = try await fixture.pair(oci, fixture.target("over:1.0"))
        #expect(pair.verdict == "diverged")
        #expect(pair.different.contains(amd))
        #expect(pair.severity == "error")
    }

    @Test func `a nested index, which skopeo refuses, gets another repair tool`() async throws {
        let fixture = try MirrorFixture()
        let nested = "docker.io/shapes/nested:1.0"
        let pair = try await fixture.pair(nested, fixture.target("nested:1.0"))
        #expect(pair.verdict == "missing")
        #expect(pair.repair?.hasPrefix("crane copy ") == true)
        await #expect(throws: ToolRunner.Failure.self) {
            try await fixture.copy(nested, fixture.target("nested:1.0"), ["--all", "--preserve-digests"])
        }
    }

    @Test func `an image that cannot be checked is never identical`() async throws {
        let fixture = try MirrorFixture()
        try await fixture.copy(oci, fixture.target("alone:1.0"), ["--all"])
        let refused = try await fixture.pair("unlisted.example/shapes/oci-index:1.0", fixture.target("alone:1.0"))
        #expect(refused.verdict == "could-not-check")
        #expect(refused.failure?.kind == "refused")
        #expect(refused.repair == nil)
        let gone = try await fixture.pair("docker.io/shapes/absent:1.0", fixture.target("alone:1.0"))
        #expect(gone.verdict == "upstream-gone")
        #expect(gone.severity == "note")
        let unknown = try await fixture.pair(oci, "registry.ameide.example/shapes/nobody:1.0")
        #expect(unknown.verdict == "missing")
    }
}
