import Foundation
import TestSupport
import Testing

/// Images that other tools wrongly accept, checked against real registries.
@Suite(.needs(.registries)) struct AuditVerdictIntegrationTests {
    private func check(_ images: [String], _ options: String...) async throws -> Report {
        let registry = try DevelopmentRegistry.require()
        let tool = try ToolRunner.polyarch(environment: ["DOCKER_CONFIG": registry.directory + "/docker"])
        let result = try await tool.run(
            ["check"] + images + ["--registries", registry.registriesFile, "--format", "json"] + options)
        return try JSONDecoder().decode(Report.self, from: Data(result.standardOutput))
    }

    @Test(arguments: [
        ("oci-index:1.0", "linux/amd64 linux/arm64", ""),
        ("docker-list:1.0", "linux/amd64 linux/arm64", ""),
        ("arm64-v8:1.0", "linux/amd64 linux/arm64", ""),
        ("attested:1.0", "linux/amd64 linux/arm64", ""),
        ("nested:1.0", "linux/amd64 linux/arm64", ""),
        ("no-platform:1.0", "linux/amd64 linux/arm64", ""),
        ("amd64-index:1.0", "linux/amd64", "missing-platform"),
        ("amd64-provenance:1.0", "linux/amd64", "missing-platform"),
        ("amd64-arm-v7:1.0", "linux/amd64 linux/arm/v7", "missing-platform"),
        ("single-oci-amd64:1.0", "linux/amd64", "missing-platform"),
        ("single-docker-amd64:1.0", "linux/amd64", "missing-platform"),
        ("single-oci-arm64:1.0", "linux/arm64", "missing-platform"),
        ("lying-arm64:1.0", "linux/amd64", "platform-mismatch"),
        ("absent-arm64:1.0", "linux/amd64", "unpullable-platform"),
        ("helm-chart:1.0.0", "", "not-an-image"),
        ("artifact:1.0", "", "not-an-image"),
        ("absent:1.0", "", "not-found"),
    ])
    func `an image covers its available platforms and lacks each other one for one reason`(
        image: String, platforms: String, rules: String
    ) async throws {
        let report = try await check(["docker.io/shapes/" + image])
        let textual: Set = ["unpinned", "floating-tag"]
        let found = Set(report.findings.map(\.rule)).subtracting(textual).sorted().joined(separator: " ")
        #expect(found == rules)
        #expect(report.images.map { ($0.platforms ?? []).joined(separator: " ") } == [platforms])
        #expect(report.unchecked.isEmpty)
    }

    @Test func `digest and platforms come from verified bytes`() async throws {
        let report = try await check(["docker.io/shapes/oci-index:1.0"])
        #expect(report.images.first?.digest == (try SeededImage.digest("docker.io/shapes/oci-index:1.0")))
    }

    @Test func `a pin may be an index, one platform's image, or nothing at all`() async throws {
        let name = "docker.io/shapes/oci-index:1.0"
        let index = try SeededImage.digest(name)
        let child = try #require(try SeededImage.named(name).children.first?.digest)
        let nothing = "sha256:" + String(repeating: "0", count: 64)
        let whole = try await check(["\(name)@\(index)"])
        #expect(whole.findings.map(\.rule) == [])
        let single = try await check(["\(name)@\(child)"])
        #expect(single.findings.map(\.rule) == ["platform-pinned"])
        #expect(single.findings.first?.fix == "\(name)@\(index)")
        let none = try await check(["\(name)@\(nothing)"])
        #expect(none.findings.map(\.rule) == ["not-found"])
    }

    @Test func `a reference keeps its tag and is pinned to the index only`() async throws {
        let report = try await check(["docker.io/shapes/nested:1.0", "docker.io/shapes/amd64-index:1.0"])
        let pinned = report.images.map(\.pinned)
        #expect(
            pinned == [nil, "docker.io/shapes/nested:1.0@\(try SeededImage.digest("docker.io/shapes/nested:1.0"))"])
    }

    @Test func `a moved tag is reported with the rebuilt platforms`() async throws {
        let old = try SeededImage.digest("docker.io/shapes/moved-arm64:1.0", isTagged: false)
        let report = try await check(["docker.io/shapes/moved-arm64:1.0@" + old])
        let drift = try #require(report.findings.first { $0.rule == "pin-drift" })
        #expect(drift.severity == "note")
        #expect(drift.message.contains("linux/arm64") && !drift.message.contains("linux/amd64 was"))
    }

    @Test func `an unchecked image hides nothing and is never compliant`() async throws {
        let registry = try DevelopmentRegistry.require()
        let result = try await ToolRunner.polyarch().run([
            "check", "registry.ameide.example/shapes/private:1.0", "unlisted.example/x:1",
            "docker.io/shapes/oci-index:1.0", "--registries", registry.registriesFile, "--format", "json",
        ])
        let report = try JSONDecoder().decode(Report.self, from: Data(result.standardOutput))
        #expect(result.status == 2)
        #expect(report.unchecked.map(\.kind).sorted() == ["absent-or-private", "refused"])
        #expect(report.images.map(\.state) == ["index", "failed", "failed"])
        let withLogin = try await check(["registry.ameide.example/shapes/private:1.0"])
        #expect(withLogin.unchecked.isEmpty)
    }

    @Test func `unrendered templates are reported and never sent to a registry`() async throws {
        let report = try await check(["docker.io/shapes/${NAME}:1.0", "{{ .Values.image }}"])
        #expect(report.findings.map(\.rule) == ["unrendered-template", "unrendered-template"])
        #expect(report.run.requests == 0)
    }

    @Test(arguments: [
        ("quay.io/shapes/mirrored-faithful", "identical", "upstream-used"),
        ("quay.io/shapes/mirrored-converted-oci", "converted", "upstream-used"),
        ("docker.io/shapes/mirrored-faithful", "identical", "denied-registry"),
        ("docker.io/shapes/mirrored-attested", "identical", "denied-registry"),
        ("docker.io/shapes/mirrored-unattested", "converted", "denied-registry"),
        ("docker.io/shapes/mirrored-converted-oci", "converted", "denied-registry"),
        ("docker.io/shapes/mirrored-converted-docker", "converted", "denied-registry"),
        ("docker.io/shapes/mirrored-flattened", "flattened", "mirror-flattened"),
        ("docker.io/shapes/mirrored-flattened-list", "flattened", "mirror-flattened"),
        ("docker.io/shapes/mirrored-subset", "subset", "mirror-flattened"),
        ("docker.io/shapes/mirrored-stale", "stale", "mirror-stale"),
        ("docker.io/shapes/mirrored-stale-arm64", "stale", "mirror-stale"),
        ("docker.io/shapes/mirrored-diverged", "diverged", "mirror-diverged"),
        ("docker.io/shapes/mirrored-incomplete", "incomplete", "mirror-incomplete"),
        ("docker.io/shapes/mirrored-never", "missing", "mirror-missing"),
    ])
    func `a copy in the mirror has one verdict, and one finding besides the missing pin`(
        image: String, verdict: String, rule: String
    ) async throws {
        let report = try await check(
            ["\(image):1.0"], "--policy", PackageRoot.file("policy/fleet.yaml"))
        #expect(report.images.first?.mirror?.verdict == verdict)
        #expect(Set(report.findings.map(\.rule)).subtracting(["unpinned"]) == [rule])
    }
}
