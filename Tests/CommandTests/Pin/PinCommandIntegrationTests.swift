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

        /// What PyYAML sees changed between `before` and `rendered`, as `path: old -> new`.
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
        // The anchored image is seen twice: where it is written, and through its alias.
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

/// What `pin` does beyond adding digests, on small files.
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

    private func digest(_ image: String, _ state: String = "tag") throws -> String {
        try #require(try SeededImage.named(image).first { $0["state"] == state }?["digest"])
    }

    @Test func `a moved tag is followed only with --update, by platform`() async throws {
        let name = "docker.io/shapes/moved-arm64:1.0"
        let old = "\(name)@\(try digest(name, "was"))"
        #expect(try await pin([old]).images == [old])
        let updated = try await pin([old], "--update")
        #expect(updated.images == ["\(name)@\(try digest(name))"])
        #expect(updated.errors.contains("linux/amd64 unchanged, linux/arm64 rebuilt"))
    }

    @Test func `--to-mirror uses a mirror only if its copy is good, with the mirror's digest`() async throws {
        let images = ["quay.io/keycloak/keycloak:26.4.2", "docker.io/shapes/mirrored-flattened:1.0"]
        let result = try await pin(images, "--to-mirror")
        let digest = try digest("quay.io/keycloak/keycloak:26.4.2")
        #expect(result.images == ["ghcr.io/ameideio/mirror/keycloak:26.4.2@\(digest)", images[1]])
        #expect(result.errors.contains("holds no good copy of it: flattened"))
    }

    @Test func `--drop-tag drops a tag only beside the digest of a whole image`() async throws {
        let name = "docker.io/shapes/oci-index"
        let children = try #require(try SeededImage.named(name + ":1.0").first?["children"])
        let child = try #require(children.split(separator: " ").first?.split(separator: "=").last)
        let result = try await pin([name + ":1.0", "\(name):1.0@\(child)"], "--drop-tag")
        #expect(result.images == ["\(name)@\(try digest(name + ":1.0"))", "\(name):1.0@\(child)"])
        #expect(result.errors.contains("one platform"))
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

    @Test func `killing a run at any point leaves each file old or new`() async throws {
        let registry = try DevelopmentRegistry.require()
        let directory = try TemporaryDirectory()
        let pod = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: docker.io/shapes/nested:1.0}]}\n"
        for number in 1...12 { try directory.write(pod, to: "old/\(number).yaml") }
        try directory.write(
            """
            import os, random, shutil, subprocess, sys, time
            random.seed(7)
            tool, registries = sys.argv[1:]
            def start():
                shutil.rmtree("work", ignore_errors=True)
                shutil.copytree("old", "work")
                return subprocess.Popen([tool, "pin", "work", "--write", "--no-cache", "--registries", registries],
                                        stderr=subprocess.DEVNULL)
            def files():
                return {name: open("work/" + name, "rb").read() for name in os.listdir("work") if name[0] != "."}
            old = open("old/1.yaml", "rb").read()
            assert start().wait() == 0
            whole = files()
            new = whole["1.yaml"]
            assert new != old and set(whole.values()) == {new}
            writing = 0
            for turn in range(200):
                child = start()
                # Most of a run is no writing: nine of ten are killed from the first sign of it on, one at any time.
                begun = time.monotonic()
                while child.poll() is None and turn % 10 and not any(name[0] == "." for name in os.listdir("work")):
                    if time.monotonic() - begun > 20: sys.exit("it does not begin to write")
                    time.sleep(0.0005)
                time.sleep(random.random() * (0.004 if turn % 10 else 0.08))
                child.kill()
                child.wait()
                found = files()
                assert found.keys() == whole.keys(), "a file is lost"
                for name, content in found.items():
                    assert content in (old, new), "half: %s" % name
                writing += len(set(found.values())) == 2
            print(writing)
            """, to: "kill.py")
        let tool = try ToolRunner.polyarch().executable
        let result = try await ToolRunner(executable: "/usr/bin/python3").run(
            ["kill.py", tool, registry.registriesFile], in: directory.path)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        // Many runs must have been hit while they were at it, or the test shows nothing.
        #expect(Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 25, "\(result.output)")
    }
}
