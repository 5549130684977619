import Foundation
import TestSupport
import Testing

/// The options of `pin` beyond adding digests, on small files.
@Suite(.needs(.registries)) struct PinPreferenceIntegrationTests {
    private func pin(_ images: [String], _ options: String...) async throws -> (images: [String], errors: String) {
        let registry = try DevelopmentRegistry.require()
        let directory = try TemporaryDirectory()
        let containers = images.map { "    - image: \"\($0)\" # kept\n" }.joined()
        try directory.write("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n" + containers, to: "pod.yaml")
        let arguments = [
            "pin", "pod.yaml", "--write", "--policy", PackageRoot.file("policy/fleet.yaml"), "--registries",
            registry.registriesFile,
        ]
        let result = try await ToolRunner.polyarch().run(arguments + options, in: directory.path)
        #expect(result.status == 0)
        let lines = try directory.text(of: "pod.yaml").split(separator: "\n").dropFirst(4)
        return (lines.map { String($0.split(separator: "\"")[1]) }, result.errors)
    }

    @Test func `a moved tag is followed only with --update, by platform`() async throws {
        let name = "docker.io/shapes/moved-arm64:1.0"
        let old = "\(name)@\(try SeededImage.digest(name, isTagged: false))"
        #expect(try await pin([old]).images == [old])
        let updated = try await pin([old], "--update")
        #expect(updated.images == ["\(name)@\(try SeededImage.digest(name))"])
        #expect(updated.errors.contains("linux/amd64 unchanged, linux/arm64 rebuilt"))
    }

    @Test func `--to-mirror uses a mirror only if its copy is good, with the mirror's digest`() async throws {
        let images = ["quay.io/keycloak/keycloak:26.4.2", "docker.io/shapes/mirrored-flattened:1.0"]
        let result = try await pin(images, "--to-mirror")
        let digest = try SeededImage.digest("quay.io/keycloak/keycloak:26.4.2")
        #expect(result.images == ["ghcr.io/ameideio/mirror/keycloak:26.4.2@\(digest)", images[1]])
        #expect(result.errors.contains("has no good copy of it: flattened"))
    }

    @Test func `--drop-tag drops a tag only beside the digest of a whole image`() async throws {
        let name = "docker.io/shapes/oci-index"
        let child = try #require(try SeededImage.named(name + ":1.0").children.first?.digest)
        let result = try await pin([name + ":1.0", "\(name):1.0@\(child)"], "--drop-tag")
        #expect(result.images == ["\(name)@\(try SeededImage.digest(name + ":1.0"))", "\(name):1.0@\(child)"])
        #expect(result.errors.contains("single platform"))
    }

    @Test func `a file given twice, once by a link, is edited once under its own name`() async throws {
        let registry = try DevelopmentRegistry.require()
        let directory = try TemporaryDirectory()
        let pod = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: docker.io/shapes/nested:1.0}]}\n"
        try directory.write(pod, to: "base/pod.yaml")
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("link.yaml"), withDestinationPath: "base/pod.yaml")
        let tool = try ToolRunner.polyarch()
        let arguments = ["pin", ".", "--no-cache", "--registries", registry.registriesFile]
        let patch = try await tool.run(arguments, in: directory.path)
        #expect(patch.output.hasPrefix("--- a/base/pod.yaml\n"))
        #expect(!patch.output.contains("link.yaml"))
        #expect(try await tool.run(arguments + ["--write"], in: directory.path).status == 0)
        #expect(try await tool.run(arguments + ["--check"], in: directory.path).status == 0)
        let piped = try await tool.run(["pin", "-", "--registries", registry.registriesFile], input: pod)
        #expect(piped.errors.contains("use --emit or --trace-values"))
    }
}
