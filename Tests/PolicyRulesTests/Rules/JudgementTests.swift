import AuditModel
import ImageModel
import PolicyModel
import PolicyRules
import TestSupport
import Testing

private let index = ExampleImage.index(both)
private let amd64 = ExampleImage.manifest("linux/amd64")
private let name = "ghcr.io/acme/app"

private func failing(_ kind: ResolutionFailure.Kind) -> ExampleImage {
    ExampleImage(.failed(ResolutionFailure(kind, "as the test wants it")))
}

private func at(_ name: String, _ image: ExampleImage) -> String { name + "@" + (image.digest ?? "") }

/// An image named on the command line, the answers of registries, and the expected verdicts under `digest: optional`.
struct JudgedCase: Sendable, CustomTestStringConvertible {
    let name: String
    let image: String
    let registry: [String: ExampleImage]
    var platforms = "[linux/amd64, linux/arm64]"
    let verdicts: [String]
    var unchecked: [String] = []
    var testDescription: String { name }
}

private let coverage: [JudgedCase] = [
    JudgedCase(name: "both platforms", image: name + ":1", registry: [name + ":1": index], verdicts: []),
    JudgedCase(
        name: "arm64/v8 is arm64", image: name + ":1",
        registry: [name + ":1": .index(["linux/amd64", "linux/arm64/v8"])], verdicts: []),
    JudgedCase(
        name: "arm/v7 is not arm64", image: name + ":1",
        registry: [name + ":1": .index(["linux/amd64", "linux/arm/v7"])], verdicts: ["missing-platform error"]),
    JudgedCase(
        name: "amd64 with provenance", image: name + ":1",
        registry: [name + ":1": .index(["linux/amd64", "unknown/unknown"])], verdicts: ["missing-platform error"]),
    JudgedCase(
        name: "attestations alone", image: name + ":1", registry: [name + ":1": .index(["unknown/unknown"])],
        verdicts: ["missing-platform error"]),
    JudgedCase(
        name: "an empty index", image: name + ":1", registry: [name + ":1": .index([])],
        verdicts: ["missing-platform error"]),
    JudgedCase(
        name: "a single image is judged by its configuration", image: name + ":1", registry: [name + ":1": amd64],
        verdicts: ["missing-platform error"]),
    JudgedCase(
        name: "a single image of the only platform required", image: name + ":1", registry: [name + ":1": amd64],
        platforms: "[linux/amd64]", verdicts: []),
    JudgedCase(
        name: "a listed child that is absent", image: name + ":1",
        registry: [name + ":1": index.without("linux/arm64")], verdicts: ["unpullable-platform error"]),
    JudgedCase(
        name: "an absent child that nobody requires", image: name + ":1",
        registry: [name + ":1": index.without("linux/arm64")], platforms: "[linux/amd64]", verdicts: []),
    JudgedCase(
        name: "an index that calls amd64 arm64", image: name + ":1",
        registry: [name + ":1": index.claiming("linux/arm64", for: "linux/amd64")],
        verdicts: ["platform-mismatch error"]),
    JudgedCase(
        name: "a configuration that leaves the variant out", image: name + ":1",
        registry: [name + ":1": ExampleImage.index(["linux/arm/v6"]).claiming("linux/arm/v6", for: "linux/arm")],
        platforms: "[linux/arm/v6]", verdicts: []),
    JudgedCase(
        name: "a chart", image: name + ":1", registry: [name + ":1": ExampleImage(.artifact("application/helm"))],
        verdicts: ["not-an-image error"]),
    JudgedCase(
        name: "not there", image: name + ":1", registry: [name + ":1": .notFound], verdicts: ["not-found error"]),
    JudgedCase(
        name: "private or absent", image: name + ":1", registry: [name + ":1": failing(.absentOrPrivate)],
        verdicts: [], unchecked: ["absent-or-private"]),
    JudgedCase(
        name: "rate-limited", image: name + ":1", registry: [name + ":1": failing(.rateLimited)], verdicts: [],
        unchecked: ["rate-limited"]),
    JudgedCase(
        name: "a registry that lies", image: name + ":1", registry: [name + ":1": failing(.protocolViolation)],
        verdicts: ["registry-integrity error"]),
    JudgedCase(
        name: "schema 1", image: name + ":1", registry: [name + ":1": failing(.unsupported)],
        verdicts: ["legacy-manifest error"]),
    JudgedCase(
        name: "a digest of an algorithm that is not ours", image: name + "@blake3:" + String(repeating: "a", count: 64),
        registry: [:], verdicts: [], unchecked: ["unsupported"]),
    JudgedCase(name: "no reference", image: "ghcr.io/Acme/app:1", registry: [:], verdicts: ["invalid-reference error"]),
    JudgedCase(
        name: "a folder of Docker Hub in upper case", image: "Grafana/loki:1",
        registry: ["Grafana/loki:1": failing(.transient)], verdicts: ["invalid-reference warning"],
        unchecked: ["transient"]),
    JudgedCase(name: "nothing at all", image: "", registry: [:], verdicts: ["invalid-reference error"]),
    JudgedCase(
        name: "a template", image: "ghcr.io/acme/app:{{ .Values.tag }}", registry: [:],
        verdicts: ["unrendered-template error"]),
    JudgedCase(
        name: "no tag means latest", image: name, registry: [name + ":latest": index],
        verdicts: ["floating-tag warning"]),
    JudgedCase(
        name: "a version that begins like a branch", image: name + ":main-3f2c1d9",
        registry: [name + ":main-3f2c1d9": index], verdicts: []),
    JudgedCase(
        name: "a branch beside a digest", image: at(name + ":main", index), registry: [name + ":main": index],
        verdicts: ["floating-tag warning"]),
    JudgedCase(name: "a digest without tag", image: at(name, index), registry: [at(name, index): index], verdicts: []),
]

private let pins: [JudgedCase] = [
    JudgedCase(name: "the index", image: at(name + ":1", index), registry: [name + ":1": index], verdicts: []),
    JudgedCase(
        name: "one platform of the index that the tag names", image: at(name + ":1", amd64),
        registry: [name + ":1": index], verdicts: ["platform-pinned error"]),
    JudgedCase(
        name: "one platform where nobody requires the other", image: at(name + ":1", amd64),
        registry: [name + ":1": index], platforms: "[linux/amd64]", verdicts: ["platform-pinned error"]),
    JudgedCase(
        name: "a genuine single image", image: at(name + ":1", amd64), registry: [name + ":1": amd64],
        verdicts: ["missing-platform error"]),
    JudgedCase(
        name: "a genuine single image of the only platform required", image: at(name + ":1", amd64),
        registry: [name + ":1": amd64], platforms: "[linux/amd64]", verdicts: []),
    JudgedCase(
        name: "one platform without a tag", image: at(name, amd64), registry: [at(name, amd64): amd64],
        verdicts: ["platform-pinned error"]),
    JudgedCase(
        name: "a single image without a tag that has all that is required", image: at(name, amd64),
        registry: [at(name, amd64): amd64], platforms: "[linux/amd64]", verdicts: []),
    JudgedCase(
        name: "one platform of an image whose tag has moved", image: at(name + ":1", amd64),
        registry: [at(name, amd64): amd64, name + ":1": .index(both, build: "2")],
        verdicts: ["pin-drift note", "platform-pinned error"]),
    JudgedCase(
        name: "a single image whose tag is gone, enough for what is required", image: at(name + ":1", amd64),
        registry: [at(name, amd64): amd64, name + ":1": .notFound], platforms: "[linux/amd64]",
        verdicts: ["pin-drift note"]),
    JudgedCase(
        name: "a single image whose tag does not answer, enough for what is required", image: at(name + ":1", amd64),
        registry: [at(name, amd64): amd64, name + ":1": failing(.transient)], platforms: "[linux/amd64]",
        verdicts: [], unchecked: ["transient"]),
    JudgedCase(
        name: "a digest that does not exist", image: at(name + ":1", index), registry: [name + ":1": .notFound],
        verdicts: ["not-found error"]),
    JudgedCase(
        name: "an index whose tag has moved", image: at(name + ":1", index),
        registry: [at(name, index): index, name + ":1": .index(both, build: "2")], verdicts: ["pin-drift note"]),
    JudgedCase(
        name: "an index inside the index that the tag names", image: at(name + ":1", index),
        registry: [at(name, index): index, name + ":1": index], verdicts: []),
]

@Suite struct JudgementTests {
    @Test(arguments: coverage + pins) func `each case has its verdicts, and no others`(row: JudgedCase) throws {
        let policy = try policy("digest: optional\nplatforms: \(row.platforms)\n")
        let audit = try Audit(
            [ImageUse(named: row.image)], policy: policy, registry: row.registry, options: deepest)
        #expect(audit.verdicts == row.verdicts)
        #expect(audit.evaluation.unchecked.map(\.kind) == row.unchecked)
    }

    @Test(arguments: [
        (ExampleImage.index(["linux/amd64"]), "index with linux/amd64 only; linux/arm64 is required"),
        (amd64, "single-platform image (linux/amd64); linux/arm64 is required"),
        (
            .index(["unknown/unknown"]),
            "index with attestations only; linux/amd64 and linux/arm64 are required"
        ),
        (.index([]), "empty index; linux/amd64 and linux/arm64 are required"),
        (
            .index(["linux/amd64", "linux/s390x"]),
            "index with linux/amd64 and linux/s390x; linux/arm64 is required"
        ),
    ])
    func `each way to lack a platform has its own message`(image: ExampleImage, message: String) throws {
        let audit = try Audit([ImageUse(named: name + ":1")], registry: [name + ":1": image])
        #expect(audit.message(of: "missing-platform") == message)
    }

    @Test func `drift says which platforms changed`() throws {
        let before = ExampleImage(
            .index([
                ExampleImage.Entry(platform: "linux/amd64"), ExampleImage.Entry(platform: "linux/arm64"),
                ExampleImage.Entry(platform: "linux/s390x"),
            ]))
        let after = ExampleImage(
            .index([
                ExampleImage.Entry(platform: "linux/amd64"), ExampleImage.Entry(platform: "linux/arm64", build: "2"),
                ExampleImage.Entry(platform: "linux/riscv64"),
            ]))
        let audit = try Audit(
            [ImageUse(named: at(name + ":1", before))],
            registry: [at(name, before): before, name + ":1": after], options: deepest)
        let message = try #require(audit.message(of: "pin-drift"))
        #expect(
            message.hasSuffix(
                "linux/amd64 unchanged, linux/arm64 rebuilt, linux/riscv64 added, linux/s390x removed"))
    }

    @Test(arguments: [("required", ["unpinned error"]), ("preferred", ["unpinned warning"]), ("optional", [])])
    func `the policy's digest key sets the level of unpinned`(digest: String, verdicts: [String]) throws {
        let audit = try Audit(
            [ImageUse(named: name + ":1")], policy: try policy("digest: \(digest)"), registry: [name + ":1": index])
        #expect(audit.verdicts == verdicts)
    }

    @Test func `a level that the policy sets is kept`() throws {
        let policy = try policy("digest: required\nrules: { unpinned: note, missing-platform: off }")
        let audit = try Audit([ImageUse(named: name + ":1")], policy: policy, registry: [name + ":1": amd64])
        #expect(audit.verdicts == ["unpinned note"])
    }

    @Test func `a missing platform is reported if the rule that would replace it is off`() throws {
        let policy = try policy("digest: optional\nrules: { platform-pinned: off }")
        let audit = try Audit(
            [ImageUse(named: at(name, amd64))], policy: policy, registry: [at(name, amd64): amd64])
        #expect(audit.verdicts == ["missing-platform error"])
    }
}
