import Foundation
import TestSupport
import Testing

private let oci = "docker.io/shapes/oci-index:1.0"

private func shape(_ name: String, _ options: String...) -> [String] {
    ["docker.io/shapes/\(name):1.0", "ghcr.io/ameideio/mirror/\(name):1.0"] + options
}

private let calls: [([String], Int)] = [
    (shape("mirrored-faithful"), 0),
    (shape("mirrored-flattened"), 1),
    (shape("mirrored-stale"), 0),
    (shape("mirrored-stale", "--fail-on", "warning"), 1),
    (shape("mirrored-flattened", "--fail-on", "never"), 0),
    (shape("mirrored-flattened", "--require-platforms", "linux/amd64"), 0),
    (shape("mirrored-flattened", "--require-platforms", "linux/amd64", "--fail-on", "note"), 1),
    (shape("mirrored-subset-harmless"), 0),
    (shape("mirrored-subset-harmless", "--fail-on", "note"), 1),
    (["unlisted.example/a/b:1", "ghcr.io/ameideio/mirror/mirrored-faithful:1.0"], 2),
    ([oci], 64),
    ([], 64),
    (["a/B", "c"], 64),
    (shape("mirrored-faithful", "--require-platforms", "x"), 64),
    (shape("mirrored-faithful", "--write-script", "/nonexistent/script"), 64),
    (shape("mirrored-faithful", "--map", "/nonexistent/map"), 64),
    (["--fleet", "Fixtures/fleet/rendered"], 64),
    (["--fleet", "/nonexistent"], 64),
    (["--map", "/dev/null"], 2),
    (["--map", "/dev/null", "--allow-empty"], 0),
]

@Suite(.needs(.registries, .skopeo)) struct MirrorCommandIntegrationTests {
    @Test(arguments: calls)
    func `the exit status of mirror is that of audit`(arguments: [String], status: Int) async throws {
        let fixture = try MirrorFixture()
        let result = try await fixture.mirror(arguments, in: PackageRoot.file(""))
        #expect(Int(result.status) == status, "\(result.errors)")
        #expect(result.errors.isEmpty == (status != 64))
    }

    @Test func `one run writes several reports and a working script`() async throws {
        let fixture = try MirrorFixture()
        let scratch = try TemporaryDirectory()
        let result = try await fixture.mirror(
            shape("mirrored-flattened") + [
                "--format", "markdown", "--output", "json=mirror.json", "--output", "text=mirror.txt", "--write-script",
                "repair.sh",
            ], in: scratch.path)
        #expect(result.output.hasPrefix("## polyarch mirror: 1 error, 0 warnings, 0 notes, 0 unchecked\n"))
        #expect(try MirrorJSON(scratch.bytes(of: "mirror.json")).pairs.map(\.verdict) == ["flattened"])
        #expect(try scratch.text(of: "mirror.txt").hasPrefix("error[flattened] "))
        let mode = try FileManager.default.attributesOfItem(atPath: scratch.file("repair.sh"))[.posixPermissions]
        #expect((mode as? NSNumber).map { $0.intValue & 0o111 } == 0o111)
        #expect(try scratch.text(of: "repair.sh").hasPrefix("#!/usr/bin/env bash\n"))
        let check = try await ToolRunner(executable: "/bin/bash").run(["-n", scratch.file("repair.sh")])
        #expect(check.status == 0)
    }

    @Test func `a list is read from a pipe`() async throws {
        let fixture = try MirrorFixture()
        let tool = try ToolRunner.polyarch()
        let result = try await tool.run(
            ["mirror", "--map", "-", "--registries", fixture.registry.registriesFile],
            input: shape("mirrored-faithful").joined(separator: " "))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("1 pair: 1 identical"))
    }

    @Test func `a failing copy does not stop the rest of the script`() async throws {
        let fixture = try MirrorFixture()
        let scratch = try TemporaryDirectory()
        // No tool can copy an index whose children are missing upstream.
        let map = ["absent-arm64", "oci-index"].map { "docker.io/shapes/\($0):1.0 \(fixture.target($0 + ":1.0"))\n" }
        try scratch.write(map.joined(), to: "map.txt")
        let arguments = ["--map", "map.txt", "--format", "json", "--write-script", "repair.sh"]
        _ = try await fixture.mirror(arguments, in: scratch.path)
        let script = try await ToolRunner(executable: scratch.file("repair.sh")).run([])
        #expect(script.status == 1)
        #expect(script.errors.hasSuffix("1 of 2 commands failed\n"))
        let second = try MirrorJSON(await fixture.mirror(arguments, in: scratch.path).standardOutput)
        #expect(second.pairs.map(\.verdict) == ["missing", "identical"])
    }

    @Test func `a list without pairs is reported, even next to another`() async throws {
        let fixture = try MirrorFixture()
        let scratch = try TemporaryDirectory()
        try scratch.write(shape("mirrored-faithful").joined(separator: " ") + "\n", to: "good.txt")
        try scratch.write("jobs: {}\n", to: "other.yaml")
        let arguments = ["--map", "good.txt", "--map", "other.yaml", "--format", "json"]
        let result = try await fixture.mirror(arguments, in: scratch.path)
        #expect(result.status == 2)
        #expect(try MirrorJSON(result.standardOutput).unchecked.map(\.file) == ["other.yaml"])
        #expect(try await fixture.mirror(arguments + ["--allow-empty"], in: scratch.path).status == 0)
    }

    @Test func `a list in UTF-16 is accepted`() async throws {
        let fixture = try MirrorFixture()
        let scratch = try TemporaryDirectory()
        let units = [0xFEFF] + Array((shape("mirrored-faithful").joined(separator: " ") + "\r\n").utf16)
        try scratch.write(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, to: "map.txt")
        #expect(try await fixture.mirror(["--map", scratch.file("map.txt")]).status == 0)
    }
}
