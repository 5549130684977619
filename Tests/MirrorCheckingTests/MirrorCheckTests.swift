import AuditModel
import ImageModel
import MirrorChecking
import TestSupport
import Testing

private let source = "docker.io/grafana/loki:3.5.7"
private let target = "ghcr.io/acme/mirror/loki:3.5.7"
private let both = ["linux/amd64", "linux/arm64"]
private let bothPlatforms: [Platform] = [.linuxAMD64, .linuxARM64]

/// One state of a mirror's image, compared with upstream.
struct MirrorCase: Sendable, CustomTestStringConvertible {
    let name: String
    let upstream: ExampleImage
    let mirror: ExampleImage
    var required = bothPlatforms
    /// Additional images, and answers whatever the inquiry.
    var others: [String: ExampleImage] = [:]
    let verdict: MirrorVerdict
    var lost: [String] = []
    var different: [String] = []
    var testDescription: String { name }

    func comparison() throws -> (MirrorComparison?, [Inquiry]) {
        let check = MirrorCheck(
            source: try ImageReference(source), target: try ImageReference(target), required: required)
        let registry = ExampleRegistry([source: upstream, target: mirror].merging(others) { $1 })
        let (known, asked) = registry.answers { check.progress(known: $0).inquiries }
        return (check.progress(known: known).comparison, asked)
    }
}

private func failing(_ kind: ResolutionFailure.Kind) -> ExampleImage {
    ExampleImage(.failed(ResolutionFailure(kind, "as the test wants it")))
}

/// Upstream's answer for the mirror's digest.
private func origin(_ mirror: ExampleImage, _ answer: ExampleImage) -> [String: ExampleImage] {
    ["docker.io/grafana/loki@" + (mirror.digest ?? ""): answer]
}

private let old = ExampleImage.index(both, build: "0")
private let foreign = ExampleImage.index(both, build: "ours")

private let cases: [MirrorCase] = [
    MirrorCase(
        name: "the mirror does not answer", upstream: .index(both), mirror: failing(.transient),
        verdict: .couldNotCheck),
    MirrorCase(
        name: "a refusal of the mirror proves nothing", upstream: .index(both), mirror: failing(.absentOrPrivate),
        verdict: .couldNotCheck),
    MirrorCase(
        name: "neither side answers", upstream: failing(.transient), mirror: failing(.rateLimited),
        verdict: .couldNotCheck),
    MirrorCase(name: "never copied", upstream: .index(both), mirror: .notFound, verdict: .missing),
    MirrorCase(
        name: "never copied, whatever upstream says", upstream: failing(.transient), mirror: .notFound,
        verdict: .missing),
    MirrorCase(
        name: "a required child is absent", upstream: .index(both),
        mirror: .index(both).without("linux/arm64"), verdict: .incomplete),
    MirrorCase(
        name: "a required child is absent, whatever upstream says", upstream: failing(.transient),
        mirror: .index(both).without("linux/arm64"), verdict: .incomplete),
    MirrorCase(
        name: "an absent child that nobody requires", upstream: .index(both),
        mirror: .index(both).without("linux/arm64"), required: [.linuxAMD64], verdict: .identical),
    MirrorCase(
        name: "upstream does not answer", upstream: failing(.rateLimited), mirror: .index(both),
        verdict: .couldNotCheck),
    MirrorCase(name: "upstream is gone", upstream: .notFound, mirror: .index(both), verdict: .upstreamGone),
    MirrorCase(name: "a faithful copy", upstream: .index(both), mirror: .index(both), verdict: .identical),
    MirrorCase(
        name: "a faithful copy of a single image", upstream: .manifest("linux/amd64"),
        mirror: .manifest("linux/amd64"), verdict: .identical),
    MirrorCase(
        name: "a faithful copy of an artifact", upstream: ExampleImage(.artifact("application/helm")),
        mirror: ExampleImage(.artifact("application/helm")), verdict: .identical),
    MirrorCase(
        name: "re-encoded", upstream: .index(both), mirror: .index(both, encoding: "docker"), verdict: .converted),
    MirrorCase(
        name: "a re-encoded single image", upstream: .manifest("linux/amd64"),
        mirror: .manifest("linux/amd64", encoding: "docker"), verdict: .converted),
    MirrorCase(
        name: "the attestations stayed behind", upstream: .index(both + ["unknown/unknown"]), mirror: .index(both),
        verdict: .converted),
    MirrorCase(
        name: "flattened", upstream: .index(both), mirror: .manifest("linux/amd64"), verdict: .flattened,
        lost: ["linux/arm64"]),
    MirrorCase(
        name: "flattened and re-encoded", upstream: .index(both),
        mirror: .manifest("linux/arm64", encoding: "docker"), verdict: .flattened, lost: ["linux/amd64"]),
    MirrorCase(
        name: "an index of one platform that became its image", upstream: .index(["linux/amd64"]),
        mirror: .manifest("linux/amd64"), required: [.linuxAMD64], verdict: .converted),
    MirrorCase(
        name: "an index with a platform missing", upstream: .index(both + ["linux/s390x"]), mirror: .index(both),
        verdict: .subset, lost: ["linux/s390x"]),
    MirrorCase(
        name: "an index with a platform missing, re-encoded", upstream: .index(both + ["linux/s390x"]),
        mirror: .index(["linux/amd64"], encoding: "docker"), verdict: .subset, lost: ["linux/arm64", "linux/s390x"]),
    MirrorCase(
        name: "upstream moved on", upstream: .index(both), mirror: old, others: origin(old, old), verdict: .stale,
        different: both),
    MirrorCase(
        name: "upstream rebuilt one platform and still has both",
        upstream: ExampleImage(
            .index([
                ExampleImage.Entry(platform: "linux/amd64", build: "0", encoding: "oci"),
                ExampleImage.Entry(platform: "linux/arm64", build: "1", encoding: "oci"),
            ])),
        mirror: old, others: origin(old, old), verdict: .stale, different: ["linux/arm64"]),
    MirrorCase(
        name: "upstream never had it", upstream: .index(both), mirror: foreign, verdict: .diverged, different: both),
    MirrorCase(
        name: "a platform that only the mirror has", upstream: .index(["linux/amd64"]), mirror: .index(both),
        verdict: .diverged, different: ["linux/arm64"]),
    MirrorCase(
        name: "a single image of something else", upstream: .index(both),
        mirror: .manifest("linux/amd64", build: "ours"), verdict: .diverged, lost: ["linux/arm64"],
        different: ["linux/amd64"]),
    MirrorCase(
        name: "an artifact under the image's name", upstream: .index(both),
        mirror: ExampleImage(.artifact("application/helm")), verdict: .diverged, lost: both),
    MirrorCase(
        name: "an index of attestations alone", upstream: .index(both), mirror: .index(["unknown/unknown"]),
        verdict: .diverged, lost: both),
    MirrorCase(
        name: "upstream does not say whether it had it", upstream: .index(both), mirror: foreign,
        others: origin(foreign, failing(.transient)), verdict: .couldNotCheck, different: both),
]

@Suite struct MirrorCheckTests {
    @Test(arguments: cases) func `each row of the table has its verdict`(row: MirrorCase) throws {
        let comparison = try #require(try row.comparison().0)
        #expect(comparison.verdict == row.verdict)
        #expect(comparison.lost.map(\.description) == row.lost)
        #expect(comparison.different.map(\.description) == row.different)
    }

    @Test func `every verdict is reached`() {
        #expect(Set(cases.map(\.verdict)) == Set(MirrorVerdict.allCases))
    }

    @Test(arguments: cases) func `a comparison has a failure exactly if it could not be checked`(row: MirrorCase)
        throws
    {
        let comparison = try #require(try row.comparison().0)
        #expect((comparison.failure != nil) == (comparison.verdict == .couldNotCheck))
    }

    @Test func `a faithful copy costs one inquiry per side and one about the mirror's children`() throws {
        let row = MirrorCase(name: "", upstream: .index(both), mirror: .index(both), verdict: .identical)
        #expect(try row.comparison().1.map(\.depth) == [.index, .index, .children])
    }

    @Test func `manifests are read only if their digests differ`() throws {
        let upstream = ExampleImage(
            .index([
                ExampleImage.Entry(platform: "linux/amd64", build: "1", encoding: "oci"),
                ExampleImage.Entry(platform: "linux/arm64", build: "1", encoding: "docker"),
            ]))
        let row = MirrorCase(name: "", upstream: upstream, mirror: .index(both), verdict: .converted)
        let (comparison, asked) = try row.comparison()
        #expect(comparison?.verdict == .converted)
        let deep = asked.filter { $0.depth == .manifests && $0.reference.registry == "docker.io" }
        #expect(deep.map(\.platforms) == [[.linuxARM64]])
    }

    @Test func `other platforms are not read once a required one differs`() throws {
        let many = both + ["linux/ppc64le", "linux/s390x"]
        let row = MirrorCase(
            name: "", upstream: .index(many), mirror: .index(many, build: "ours"), verdict: .diverged)
        let (comparison, asked) = try row.comparison()
        #expect(comparison?.verdict == .diverged)
        #expect(asked.filter { $0.depth == .manifests }.map(\.platforms) == [[.linuxAMD64], bothPlatforms])
        #expect(comparison?.different.map(\.description) == many)
    }

    private static let many = both + ["linux/ppc64le", "linux/s390x"]

    /// Two platforms are required; the mirror has another manifest for s390x.
    private func others(encoding: String, of one: String, build: String) throws -> (MirrorComparison?, [Inquiry]) {
        let mirror = Self.many.map { name in
            ExampleImage.Entry(
                platform: name, build: name == one ? build : "1", encoding: name == one ? "oci" : encoding)
        }
        return try MirrorCase(
            name: "", upstream: .index(Self.many), mirror: ExampleImage(.index(mirror)), verdict: .diverged
        ).comparison()
    }

    @Test func `if required platforms were re-encoded, the others count as re-encoded and are listed as not compared`()
        throws
    {
        let (comparison, asked) = try others(encoding: "docker", of: "linux/s390x", build: "1")
        #expect(comparison?.verdict == .converted)
        #expect(comparison?.uncompared.map(\.description) == ["linux/ppc64le"])
        #expect(asked.filter { $0.depth == .manifests }.allSatisfy { bothPlatforms.contains($0.platforms) })
    }

    @Test func `if required platforms are unchanged, a different manifest of another platform is another build`() throws
    {
        let (comparison, asked) = try others(encoding: "oci", of: "linux/s390x", build: "ours")
        #expect(comparison?.verdict == .diverged)
        #expect(comparison?.different.map(\.description) == ["linux/s390x"])
        #expect(comparison?.uncompared == [])
        #expect(asked.allSatisfy { $0.depth != .manifests })
    }

    @Test func `if no required platform can be compared, another one is`() throws {
        let row = MirrorCase(
            name: "", upstream: .index(["linux/s390x"]), mirror: .index(["linux/s390x"], encoding: "docker"),
            verdict: .converted)
        #expect(try row.comparison().0?.verdict == .converted)
    }

    @Test func `an absent child is evidence`() throws {
        let mirror = ExampleImage.index(both).without("linux/arm64")
        let row = MirrorCase(name: "", upstream: .index(both), mirror: mirror, verdict: .incomplete)
        let absent = ExampleImage.Entry(platform: "linux/arm64", isAbsent: true, build: "1", encoding: "oci").digest
        #expect(try row.comparison().0?.absent.map(\.description) == [absent])
    }

    @Test func `without required platforms no child is requested`() throws {
        let row = MirrorCase(
            name: "", upstream: .index(both), mirror: .index(both), required: [], verdict: .identical)
        #expect(try row.comparison().1.allSatisfy { $0.depth == .index })
    }
}
