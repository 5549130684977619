import Foundation
import TestSupport
import Testing

@Suite(.needs(.registries)) struct PinCommandIntegrationTests {
    /// A copy of the example fleet in a git repository of its own.
    private struct Fleet {
        let directory: TemporaryDirectory
        let options: [String]

        init() async throws {
            let registry = try DevelopmentRegistry.require()
            directory = try TemporaryDirectory()
            options = [
                "rendered", "--policy", PackageRoot.file("policy/fleet.yaml"), "--registries",
                registry.registriesFile,
            ]
            try await shell("cp -r '\(PackageRoot.file("Fixtures/fleet/rendered"))' . && git init -q .")
            try await shell("cp -r rendered before")
        }

        func pin(_ arguments: String...) async throws -> ToolRunner.Result {
            try await ToolRunner.polyarch().run(["pin"] + options + arguments, in: directory.path)
        }

        @discardableResult
        func shell(_ script: String) async throws -> String {
            let result = try await ToolRunner(executable: "/bin/sh").run(["-c", script], in: directory.path)
            try #require(result.status == 0, "\(script): \(result.errors)")
            return result.output
        }

        /// The changes between `before` and `rendered` as PyYAML reads them, as `path: old -> new`.
        func changes() async throws -> [String] {
            try directory.write(
                """
                import os, sys, yaml
                def scalars(node, path, out):
                    if isinstance(node, yaml.MappingNode):
                        for key, value in node.value: scalars(value, path + '.' + str(key.value), out)
                    elif isinstance(node, yaml.SequenceNode):
                        for index, value in enumerate(node.value): scalars(value, path + '[%d]' % index, out)
                    else: out.append((path, node.tag, node.style, node.value))
                def load(name):
                    out = []
                    for number, node in enumerate(yaml.compose_all(open(name, newline=''))):
                        if node is not None: scalars(node, str(number), out)
                    return out
                for folder, _, files in sorted(os.walk('rendered')):
                    for name in sorted(files):
                        new = os.path.join(folder, name)
                        a, b = load(new.replace('rendered', 'before', 1)), load(new)
                        assert len(a) == len(b), new
                        for x, y in zip(a, b):
                            if x != y:
                                assert x[:3] == y[:3], (new, x, y)
                                print('%s %s: %s -> %s' % (new, x[0], x[3], y[3]))
                """, to: "compare.py")
            return try await shell("/usr/bin/python3 compare.py").split(separator: "\n").map(String.init)
        }
    }

    @Test func `the patch applies, changes only image strings and leaves nothing to pin`() async throws {
        let fleet = try await Fleet()
        let first = try await fleet.pin("--patch", "pins.patch")
        #expect(first.status == 0)
        #expect(first.standardOutput.isEmpty)
        try await fleet.shell("git apply pins.patch")
        let changes = try await fleet.changes()
        // The anchored image appears twice: at its anchor and through its alias.
        #expect(changes.count == 6)
        for change in changes {
            let sides = change.split(separator: ": ", maxSplits: 1)[1].split(separator: " -> ")
            #expect(sides[1].hasPrefix(sides[0] + "@sha256:"), "\(change)")
            #expect(change.contains("image: "))
        }
        let second = try await fleet.pin()
        #expect(second.output.isEmpty)
        #expect(try await fleet.pin("--check").status == 0)
    }

    @Test func `patch(1) applies the diff, and reversing it restores the original bytes`() async throws {
        let fleet = try await Fleet()
        _ = try await fleet.pin("--patch", "pins.patch")
        try await fleet.shell("patch -s -p1 --binary < pins.patch && patch -s -R -p1 --binary < pins.patch")
        try await fleet.shell("diff -r before rendered")
    }

    @Test func `--write gives the same result as the patch`() async throws {
        let fleet = try await Fleet()
        _ = try await fleet.pin("--patch", "pins.patch")
        #expect(try await fleet.pin("--check").status == 1)
        let written = try await fleet.pin("--write")
        #expect(written.status == 0)
        #expect(written.standardOutput.isEmpty)
        try await fleet.shell("mv rendered written && cp -r before rendered && git apply pins.patch")
        try await fleet.shell("diff -r rendered written")
    }

    @Test func `skipped images are listed with location and reason`() async throws {
        let errors = try await Fleet().pin().errors
        let floating = "rendered/local/www/jobs.yaml:20:22: left alone: ghcr.io/ameideio/mirror/curl:latest in "
        #expect(errors.contains(floating))
        #expect(errors.hasSuffix("5 to pin in 5 files, 2 left alone\n"))
    }
}
