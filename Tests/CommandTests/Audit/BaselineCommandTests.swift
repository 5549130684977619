import Foundation
import TestSupport
import Testing

/// `polyarch baseline update` and `--baseline`, with images that are judged by their text alone, without a registry.
@Suite struct BaselineCommandTests {
    private struct Scene {
        let directory: TemporaryDirectory

        init() throws {
            directory = try TemporaryDirectory()
            try write(["a/B:1", "a/C:1"])
            try directory.write("rules: { invalid-reference: error }\n", to: "policy.yaml")
        }

        /// Writes a pod with these images, which are invalid references.
        func write(_ images: [String], moved: Bool = false) throws {
            let containers = images.enumerated().map { "    - {name: c\($0), image: '\($1)'}\n" }.joined()
            try directory.write(
                (moved ? "# a line more\n\n" : "")
                    + "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n\(containers)",
                to: "pod.yaml")
        }

        func run(_ arguments: String...) async throws -> ToolRunner.Result {
            try await ToolRunner.polyarch().run(arguments, in: directory.path)
        }

        func update() async throws -> ToolRunner.Result {
            try await run("baseline", "update", "pod.yaml", "--policy", "policy.yaml", "--baseline", "known.json")
        }

        func audit() async throws -> ToolRunner.Result {
            try await run("audit", "pod.yaml", "--policy", "policy.yaml", "--baseline", "known.json")
        }
    }

    @Test func `findings in the baseline pass, new ones fail`() async throws {
        let scene = try Scene()
        #expect(try await scene.run("audit", "pod.yaml").status == 1)
        let update = try await scene.update()
        #expect(update.output == "known.json: 2 added, 0 removed, 0 kept\n", "\(update.errors)")
        let known = try await scene.audit()
        #expect(known.status == 0)
        #expect(known.output.contains("baseline: known.json: 0 new, 2 known, 0 gone"))
        try scene.write(["a/B:1", "a/C:1", "a/D:1"])
        let new = try await scene.audit()
        #expect(new.status == 1)
        #expect(new.output.contains("1 new, 2 known, 0 gone"))
        #expect(!new.output.contains("a/B:1"))
    }

    @Test func `moved lines keep their baseline, and an audit never writes it`() async throws {
        let scene = try Scene()
        _ = try await scene.update()
        let before = try scene.directory.text(of: "known.json")
        try scene.write(["a/B:1", "a/C:1"], moved: true)
        #expect(try await scene.audit().status == 0)
        try scene.write(["a/B:1"])
        let mended = try await scene.audit()
        #expect(mended.output.contains("0 new, 1 known, 1 gone"))
        #expect(try scene.directory.text(of: "known.json") == before)
        #expect(try await scene.update().output == "known.json: 0 added, 1 removed, 1 kept\n")
    }

    @Test func `the baseline has one sorted, readable line per finding`() async throws {
        let scene = try Scene()
        _ = try await scene.update()
        let lines = try scene.directory.text(of: "known.json").split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines[1] == #"  "schema": "polyarch.baseline/v1","#)
        #expect(
            lines[3].hasSuffix(
                #""rule": "invalid-reference", "image": "a/B:1", "file": "pod.yaml", "object": "Pod p"},"#))
        #expect(lines[4].contains(#""image": "a/C:1""#))
    }

    @Test func `no baseline is written if anything is unchecked`() async throws {
        let scene = try Scene()
        try scene.write(["a/B:1", "docker.io/a/b:1"])
        try scene.directory.write("others: refuse\n", to: "closed.yaml")
        let result = try await scene.run(
            "baseline", "update", "pod.yaml", "--registries", "closed.yaml", "--baseline", "known.json")
        #expect(result.status == 64)
        #expect(
            result.errors.contains("known.json: error: not modified: 1 of the images and files could not be checked"))
        #expect(try !scene.directory.files().contains("known.json"))
    }

    @Test(arguments: [
        ("{}", "known.json:1:1: error: not a baseline of schema polyarch.baseline/v1"),
        (#"{"schema": "x", "known": []}"#, "known.json:1:12: error: not a baseline"),
        (#"{"schema": "polyarch.baseline/v1"}"#, "known.json:1:1: error: the baseline lacks `known`"),
        (
            #"{"schema": "polyarch.baseline/v1", "known": [{}]}"#,
            "known.json:1:46: error: an entry of the baseline lacks"
        ),
        ("<<<<<<< ours", "known.json:1:1: error:"),
    ])
    func `an invalid baseline is refused`(text: String, message: String) async throws {
        let scene = try Scene()
        try scene.directory.write(text, to: "known.json")
        let result = try await scene.audit()
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("polyarch: " + message), "\(result.errors)")
    }

    @Test func `a missing baseline is not an empty one`() async throws {
        #expect(try await Scene().audit().status == 64)
    }
}
