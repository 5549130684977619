import AuditModel
import ImageModel
import PolicyRules
import TestSupport
import Testing

private let index = ExampleImage.index(both)
private let upstream = "docker.io/grafana/loki:3"
private let mirrored = "ghcr.io/acme/mirror/grafana/loki:3"

/// The digest in the fix, if there is one.
private func pin(
    _ image: String, _ registry: [String: ExampleImage], policy text: String = "rules: {}"
) throws -> String? {
    let audit = try Audit(
        [ImageUse(named: image)], policy: try policy(text), registry: registry,
        options: PlanOptions(depth: .config))
    guard case .replace(let reference) = audit.fix(of: "unpinned") else { return nil }
    return reference.digest?.description
}

@Suite struct PinFixTests {
    @Test func `the digest of the index is pinned, beside the tag as written`() throws {
        #expect(try pin(upstream, [upstream: index]) == index.digest)
        let audit = try Audit(
            [ImageUse(named: "nginx")], policy: try policy("floatingTags: []"), registry: ["nginx:latest": index])
        #expect(
            audit.fix(of: "unpinned")
                == .replace(with: try ImageReference("docker.io/library/nginx@" + (index.digest ?? ""))))
    }

    @Test(arguments: ["nginx", "nginx:main"]) func `a floating tag is not pinned, because it would be refused`(
        image: String
    ) throws {
        #expect(try pin(image, ["nginx:latest": index, "nginx:main": index]) == nil)
    }

    @Test(arguments: [
        ("nginx", "it has no tag, which means `latest`; the policy refuses that tag"),
        ("nginx:main", "the policy refuses its tag `main`, even beside a digest"),
    ])
    func `a refused tag is the reason why an image is not pinned`(image: String, reason: String) throws {
        let pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{image: '\(image)'}]}}"
        let plan = Plan(uses(pod), policy: try policy("rules: {}"), options: PlanOptions(), facts: FleetFacts())
        let registry = ExampleRegistry(["nginx:latest": index, "nginx:main": index], fixed: [:])
        let (known, _) = registry.answers { plan.informed(by: $0).inquiries }
        #expect(plan.informed(by: known).pinProposals().map(\.decision) == [.leave(reason)])
    }

    @Test(arguments: [
        ExampleImage.index(["linux/amd64"]), .manifest("linux/amd64"), index.without("linux/arm64"),
        index.claiming("linux/arm64", for: "linux/amd64"), ExampleImage(.artifact("application/helm")), .notFound,
        ExampleImage(.failed(ResolutionFailure(.transient, "time-out"))),
    ])
    func `an image that lacks a required platform is not pinned`(image: ExampleImage) throws {
        #expect(try pin(upstream, [upstream: image]) == nil)
    }

    @Test func `a genuine single image is pinned if it is enough`() throws {
        let image = ExampleImage.manifest("linux/amd64")
        #expect(try pin(upstream, [upstream: image], policy: "platforms: [linux/amd64]") == image.digest)
    }

    @Test func `a flattened copy is not pinned, even if it would be enough`() throws {
        let policy = mirrorPolicy + "\nplatforms: [linux/amd64]"
        let flat = ExampleImage.manifest("linux/amd64")
        #expect(try pin(mirrored, [upstream: index, mirrored: flat], policy: policy) == nil)
        #expect(try pin(mirrored, [upstream: flat, mirrored: flat], policy: policy) == flat.digest)
    }

    @Test func `a single image on the mirror is not pinned if upstream does not answer`() throws {
        let policy = mirrorPolicy + "\nplatforms: [linux/amd64]"
        let silent = ExampleImage(.failed(ResolutionFailure(.transient, "time-out")))
        #expect(try pin(mirrored, [upstream: silent, mirrored: .manifest("linux/amd64")], policy: policy) == nil)
        #expect(try pin(mirrored, [upstream: silent, mirrored: index], policy: policy) == index.digest)
    }

    @Test func `a diverged image on the mirror is not pinned`() throws {
        let foreign = ExampleImage.index(both, build: "ours")
        #expect(try pin(mirrored, [upstream: index, mirrored: foreign], policy: mirrorPolicy) == nil)
    }

    @Test func `a pin on one platform is replaced by the whole index`() throws {
        let child = ExampleImage.manifest("linux/arm64")
        let audit = try Audit([ImageUse(named: upstream + "@" + (child.digest ?? ""))], registry: [upstream: index])
        #expect(
            audit.fix(of: "platform-pinned")
                == .replace(with: try ImageReference(upstream + "@" + (index.digest ?? ""))))
    }

    @Test func `a pin on one platform of an image that lacks others is not replaced`() throws {
        let child = ExampleImage.manifest("linux/arm64")
        let audit = try Audit(
            [ImageUse(named: upstream + "@" + (child.digest ?? ""))],
            registry: [upstream: .index(["linux/arm64", "linux/s390x"])])
        #expect(audit.verdicts == ["platform-pinned error"])
        #expect(audit.fix(of: "platform-pinned") == nil)
    }
}
