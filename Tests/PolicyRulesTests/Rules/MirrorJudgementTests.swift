import AuditModel
import ImageModel
import PolicyRules
import TestSupport
import Testing

private let upstream = "docker.io/grafana/loki:3"
private let mirrored = "ghcr.io/acme/mirror/grafana/loki:3"
private let index = ExampleImage.index(both)
private let old = ExampleImage.index(both, build: "0")
private let silent = ExampleImage(.failed(ResolutionFailure(.transient, "time-out")))

private func at(_ name: String, _ image: ExampleImage) -> String { name + "@" + (image.digest ?? "") }

/// The findings about an image that is named upstream, and about the same image named on the mirror.
struct MirrorJudgedCase: Sendable, CustomTestStringConvertible {
    let name: String
    var upstreamImage = index
    let mirrorImage: ExampleImage
    var others: [String: ExampleImage] = [:]
    var platforms = "[linux/amd64, linux/arm64]"
    let namedUpstream: [String]
    let namedOnMirror: [String]
    var unchecked: [String] = []
    var testDescription: String { name }

    func audit(_ image: String, _ contract: String = mirrorPolicy) throws -> Audit {
        try Audit(
            [ImageUse(named: image)], policy: try policy(contract, "digest: optional\nplatforms: \(platforms)"),
            registry: [upstream: upstreamImage, mirrored: mirrorImage].merging(others) { $1 })
    }
}

private let cases: [MirrorJudgedCase] = [
    MirrorJudgedCase(
        name: "a faithful copy", mirrorImage: index, namedUpstream: ["upstream-used warning"], namedOnMirror: []),
    MirrorJudgedCase(
        name: "a converted copy", mirrorImage: .index(both, encoding: "docker"),
        namedUpstream: ["upstream-used warning"], namedOnMirror: ["mirror-converted warning"]),
    MirrorJudgedCase(
        name: "no copy", mirrorImage: .notFound, namedUpstream: ["mirror-missing error"],
        namedOnMirror: ["not-found error"]),
    MirrorJudgedCase(
        name: "a flattened copy", mirrorImage: .manifest("linux/amd64"), namedUpstream: ["mirror-flattened error"],
        namedOnMirror: ["missing-platform error"]),
    MirrorJudgedCase(
        name: "a flattened copy that has what is required", mirrorImage: .manifest("linux/amd64"),
        platforms: "[linux/amd64]", namedUpstream: ["upstream-used warning"], namedOnMirror: ["mirror-flattened note"]),
    MirrorJudgedCase(
        name: "a part of it", mirrorImage: .index(["linux/amd64"]), namedUpstream: ["mirror-flattened error"],
        namedOnMirror: ["missing-platform error"]),
    MirrorJudgedCase(
        name: "a part of it that has what is required", upstreamImage: .index(both + ["linux/s390x"]),
        mirrorImage: index, namedUpstream: ["upstream-used warning"], namedOnMirror: ["mirror-flattened note"]),
    MirrorJudgedCase(
        name: "a copy with a hole", mirrorImage: index.without("linux/arm64"),
        namedUpstream: ["mirror-incomplete error"], namedOnMirror: ["unpullable-platform error"]),
    MirrorJudgedCase(
        name: "an older copy", mirrorImage: old, others: [at("docker.io/grafana/loki", old): old],
        namedUpstream: ["mirror-stale warning"], namedOnMirror: ["mirror-stale warning"]),
    MirrorJudgedCase(
        name: "an older copy that was flattened",
        mirrorImage: .manifest("linux/amd64", build: "0"),
        others: [
            at("docker.io/grafana/loki", .manifest("linux/amd64", build: "0")): .manifest("linux/amd64", build: "0")
        ],
        namedUpstream: ["mirror-stale error"], namedOnMirror: ["missing-platform error"]),
    MirrorJudgedCase(
        name: "something else", mirrorImage: .index(both, build: "ours"), namedUpstream: ["mirror-diverged error"],
        namedOnMirror: ["mirror-diverged error"]),
    MirrorJudgedCase(
        name: "upstream lacks a platform too", upstreamImage: .index(["linux/amd64"]),
        mirrorImage: .index(["linux/amd64"]), namedUpstream: ["missing-platform error"],
        namedOnMirror: ["missing-platform error"]),
    MirrorJudgedCase(
        name: "upstream is gone", upstreamImage: .notFound, mirrorImage: index, namedUpstream: ["not-found error"],
        namedOnMirror: []),
    MirrorJudgedCase(
        name: "upstream is silent", upstreamImage: silent, mirrorImage: index, namedUpstream: [], namedOnMirror: [],
        unchecked: ["transient", "transient"]),
    MirrorJudgedCase(
        name: "the mirror is silent", mirrorImage: silent, namedUpstream: [], namedOnMirror: [],
        unchecked: ["transient", "transient"]),
    MirrorJudgedCase(
        name: "both are silent", upstreamImage: silent, mirrorImage: silent, namedUpstream: [], namedOnMirror: [],
        unchecked: ["transient", "transient"]),
]

@Suite struct MirrorJudgementTests {
    @Test(arguments: cases) func `one cause is one finding at one place`(row: MirrorJudgedCase) throws {
        let first = try row.audit(upstream)
        let second = try row.audit(mirrored)
        #expect(first.verdicts == row.namedUpstream)
        #expect(second.verdicts == row.namedOnMirror)
        #expect((first.evaluation.unchecked + second.evaluation.unchecked).map(\.kind) == row.unchecked)
    }

    @Test func `a platform that the mirror lost has the mirror as evidence and the copy as fix`() throws {
        let row = MirrorJudgedCase(
            name: "", mirrorImage: .manifest("linux/amd64"), namedUpstream: [], namedOnMirror: [])
        let audit = try row.audit(mirrored)
        #expect(
            audit.message(of: "missing-platform")
                == "single-platform image (linux/amd64); linux/arm64 is required; upstream docker.io/grafana/loki:3 has "
                + "it, the mirror copy is flattened to one platform")
        let digest = try #require(row.upstreamImage.digest)
        #expect(
            audit.fix(of: "missing-platform")
                == .run(
                    command: "skopeo copy --all --preserve-digests docker://docker.io/grafana/loki@\(digest) "
                        + "docker://ghcr.io/acme/mirror/grafana/loki:3"))
    }

    @Test func `copying is not a fix if upstream lacks the platform too`() throws {
        let row = MirrorJudgedCase(
            name: "", upstreamImage: .index(["linux/amd64"]), mirrorImage: .index(["linux/amd64"]), namedUpstream: [],
            namedOnMirror: [])
        let audit = try row.audit(mirrored)
        #expect(audit.message(of: "missing-platform")?.hasSuffix("docker.io/grafana/loki:3 has no more") == true)
        #expect(audit.fix(of: "missing-platform") == nil)
    }

    @Test func `upstream is accepted unless the mirror is preferred`() throws {
        let contract = mirrorPolicy.replacing("preferMirror: true", with: "preferMirror: false")
        for row in cases where row.unchecked.isEmpty {
            let audit = try row.audit(upstream, contract)
            #expect(audit.verdicts.allSatisfy { !$0.contains("mirror") && !$0.contains("upstream") }, "\(row.name)")
            #expect(audit.asked.allSatisfy { $0.reference.registry == "docker.io" })
            #expect(try row.audit(mirrored, contract).verdicts == row.namedOnMirror)
        }
    }

    @Test func `the mirror is not asked if no rule needs it`() throws {
        let off = """
            rules: { mirror-missing: off, mirror-flattened: off, mirror-incomplete: off, mirror-converted: off,
              mirror-stale: off, mirror-diverged: off, upstream-used: off }
            """
        let audit = try Audit(
            [ImageUse(named: upstream)], policy: try policy(mirrorPolicy, off),
            registry: [upstream: index, mirrored: silent])
        #expect(audit.asked.map(\.reference.registry) == ["docker.io"])
        #expect(audit.evaluation.unchecked.isEmpty)
    }

    @Test func `a pinned image is replaced by the mirror's copy with the same digest`() throws {
        let audit = try Audit(
            [ImageUse(named: at(upstream, index))], policy: try policy(mirrorPolicy),
            registry: [upstream: index, mirrored: index])
        #expect(audit.fix(of: "upstream-used") == .replace(with: try ImageReference(at(mirrored, index))))
    }

    @Test func `a pinned image is not replaced by a subset, even if that would be enough`() throws {
        let audit = try Audit(
            [ImageUse(named: at(upstream, index))], policy: try policy(mirrorPolicy, "platforms: [linux/amd64]"),
            registry: [upstream: index, mirrored: .manifest("linux/amd64")])
        #expect(audit.verdicts == ["mirror-flattened note"])
    }

    @Test func `a pinned image is replaced by a converted copy with that copy's digest`() throws {
        let converted = ExampleImage.index(both, encoding: "docker")
        let audit = try Audit(
            [ImageUse(named: at(upstream, index))], policy: try policy(mirrorPolicy),
            registry: [upstream: index, mirrored: converted])
        #expect(audit.fix(of: "upstream-used") == .replace(with: try ImageReference(at(mirrored, converted))))
    }

    @Test func `the base name of a mirror's image is traced to the upstream image in the fleet`() throws {
        let contract = mirrorPolicy.replacing("naming: path", with: "naming: basename")
        let images = ["ghcr.io/acme/mirror/loki:3", "docker.io/grafana/loki:2"]
        let audit = try Audit(
            images.map(ImageUse.init(named:)), policy: try policy(contract, "digest: optional"),
            registry: [
                images[0]: .manifest("linux/amd64"), upstream: index, images[1]: index,
                "ghcr.io/acme/mirror/loki:2": index,
            ])
        #expect(audit.message(of: "missing-platform")?.contains("flattened") == true)
    }
}
