import AuditModel
import ImageModel
import PolicyModel
import PolicyRules
import TestSupport
import Testing

private let index = ExampleImage.index(both)
private let name = "docker.io/grafana/loki"

private func asked(
    _ images: [String], _ registry: [String: ExampleImage], policy text: String = "rules: {}",
    options: PlanOptions = PlanOptions()
) throws -> [String] {
    let audit = try Audit(
        images.map(ImageUse.init(named:)), policy: try policy(text), registry: registry, options: options)
    return audit.asked.map { "\($0.reference) \($0.depth.rawValue)" }
}

@Suite struct PlanTests {
    @Test func `each distinct reference is one inquiry`() throws {
        #expect(
            try asked([name + ":3", "grafana/loki:3", name + ":4"], [name + ":3": index, name + ":4": index])
                == [name + ":3 index", name + ":4 index"])
    }

    @Test func `an invalid reference is never requested`() throws {
        #expect(
            try asked(["app:${TAG}", "Acme/App:1", "", "a@blake3:" + String(repeating: "a", count: 64)], [:]) == [])
    }

    @Test func `the tag beside a pinned index is resolved only on request`() throws {
        let pinned = name + ":3@" + (index.digest ?? "")
        let digestOnly = name + "@" + (index.digest ?? "") + " index"
        #expect(try asked([pinned], [name + ":3": index]) == [digestOnly])
        #expect(
            try asked([pinned], [name + ":3": index], options: PlanOptions(asksForDrift: true)).sorted()
                == [name + ":3 index", digestOnly])
    }

    @Test func `the tag beside a pinned single image is resolved`() throws {
        let child = ExampleImage.manifest("linux/amd64")
        let digest = name + "@" + (child.digest ?? "")
        #expect(
            try asked([name + ":3@" + (child.digest ?? "")], [name + ":3": index])
                == [digest + " index", name + ":3 index"])
    }

    @Test func `a faithful mirror costs one more inquiry, and one about its children`() throws {
        let mirrored = "ghcr.io/acme/mirror/grafana/loki:3"
        #expect(
            try asked([name + ":3"], [name + ":3": index, mirrored: index], policy: mirrorPolicy)
                == [name + ":3 index", mirrored + " index", mirrored + " children"])
    }

    @Test func `the depth of a command applies to the required platforms`() throws {
        let plan = Plan(
            [ImageUse(named: name + ":3")], policy: try policy("platforms: [linux/arm64]"),
            options: PlanOptions(depth: .config))
        let inquiry = Inquiry(try ImageReference(name + ":3"), depth: .config, platforms: [.linuxARM64])
        #expect(plan.informed(by: Resolutions()).inquiries == [inquiry])
    }
}
