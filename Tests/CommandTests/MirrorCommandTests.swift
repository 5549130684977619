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

@Suite struct MirrorCommandTests {
    @Test(arguments: calls)
    func `the exit status is that of an audit`(arguments: [String], status: Int) async throws {
        let bench = try MirrorBench()
        let result = try await bench.mirror(arguments, in: PackageRoot.file(""))
        #expect(Int(result.status) == status, "\(result.errors)")
        #expect(result.errors.isEmpty == (status != 64))
    }

    @Test func `several reports come out of one run, and a script that runs`() async throws {
        let bench = try MirrorBench()
        let scratch = try TemporaryDirectory()
        let result = try await bench.mirror(
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

    @Test func `a list may come through a pipe`() async throws {
        let bench = try MirrorBench()
        let tool = try ToolRunner.polyarch()
        let result = try await tool.run(
            ["mirror", "--map", "-", "--registries", bench.registry.registriesFile],
            input: shape("mirrored-faithful").joined(separator: " "))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("1 pair: 1 identical"))
    }

    @Test func `a pair costs at most three requests and two a required platform, as the registries count`() async throws
    {
        let bench = try MirrorBench()
        let ways: [(name: String, source: String, options: [String])] = [
            ("identical", "docker.io/shapes/oci-index:1.0", ["--all", "--preserve-digests"]),
            ("converted", "docker.io/shapes/oci-index:1.0", ["--all", "--format", "v2s2"]),
            ("flattened", "docker.io/shapes/docker-list:1.0", []),
            ("reencoded", "docker.io/shapes/oci-index:1.0", ["--format", "v2s2"]),
            ("diverged", "docker.io/shapes/moved:1.0", ["--all"]),
            ("many", "docker.io/shapes/many:1.0", ["--all", "--preserve-digests"]),
        ]
        var map = ""
        for way in ways {
            let upstream = "docker.io/\(bench.folder)/\(way.name):1"
            let from = way.name == "diverged" ? "docker.io/shapes/docker-list:1.0" : way.source
            try await bench.copy(from, upstream, ["--all", "--preserve-digests"])
            try await bench.copy(way.source, bench.target(way.name + ":1"), way.options)
            map += "\(upstream) \(bench.target(way.name + ":1"))\n"
        }
        let scratch = try TemporaryDirectory()
        let file = try scratch.write(map, to: "map.txt")
        let result = try await bench.mirror(["--map", file, "--format", "json"])
        let report = try MirrorJSON(result.standardOutput)
        #expect(
            report.pairs.map(\.verdict) == [
                "converted", "diverged", "flattened", "identical", "identical", "flattened",
            ])
        // Registries write their logs a moment after they answered.
        var requests = try await bench.requests()
        for _ in 0..<50 where requests.count < report.run.requests {
            try await Task.sleep(for: .milliseconds(100))
            requests = try await bench.requests()
        }
        #expect(requests.count == report.run.requests)
        for way in ways {
            let own = requests.filter { $0.contains("/v2/\(bench.folder)/\(way.name)/") }
            #expect(own.count <= 3 + 2 * 2, "\(way.name): \(own)")
            if way.name == "identical" || way.name == "many" { #expect(own.count == 4, "\(own)") }
        }
    }
}
