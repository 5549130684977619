import Foundation
import TestSupport
import Testing

/// A user's mistake gives one message with location and reason, and a distinct exit status.
@Suite struct BadInputTests {
    private struct Scene {
        let directory: TemporaryDirectory

        init() throws {
            directory = try TemporaryDirectory()
            let files = [
                "good.yaml": "{apiVersion: v1, kind: Pod, spec: {containers: [{image: 'a.example/b:1'}]}}\n",
                "broken.yaml": "a: [\n",
                "unrendered.yaml": "kind: Pod\n{{- if .x }}\na: b\n{{- end }}\n",
                "plain.yaml": "apiVersion: v1\nkind: Service\n",
                "policy.yaml": "images:\n  policy:\n    preferMirrors: true\n",
                "registries.yaml": "registries:\n  docker.io: { endpoint: 'ftp://x' }\n",
                "closed.yaml": "others: refuse\n",
                "empty/README.md": "",
                "no-images.txt": "# nothing yet\n",
            ]
            for (name, text) in files { try directory.write(text, to: name) }
        }

        func run(_ arguments: [String], input: String? = nil) async throws -> ToolRunner.Result {
            try await ToolRunner.polyarch().run(
                arguments, input: input.map { Array($0.utf8) }, in: directory.path)
        }
    }

    private static let mistakes: [(arguments: [String], status: Int32, message: String)] = [
        (["audit", "nowhere"], 64, "polyarch: nowhere: error: cannot be read: No such file or directory\n"),
        (["list", "nowhere"], 64, "polyarch: nowhere: error: cannot be read: No such file or directory\n"),
        (["audit", "good.yaml", "--policy", "nowhere"], 64, "polyarch: nowhere: error: cannot be read: No such file"),
        (
            ["audit", "good.yaml", "--policy", "policy.yaml"], 64,
            "polyarch: policy.yaml:3:5: error: unknown key `preferMirrors` in `images.policy`; did you mean `preferMirror`?\n"
                + "    preferMirrors: true\n    ^\n"
        ),
        (
            ["audit", "good.yaml", "--registries", "registries.yaml"], 64,
            "polyarch: registries.yaml:2:26: error: `endpoint` must be a URL"
        ),
        (["audit", "good.yaml", "--output", "json"], 64, "polyarch: error: The value 'json' is invalid"),
        (["audit", "good.yaml", "--bogus"], 64, "polyarch: error: Unknown option '--bogus'"),
        (["audit"], 64, "polyarch: error: Missing expected argument"),
        (["frobnicate"], 64, "polyarch: error: unknown command 'frobnicate'; expected audit, "),
        (["rules", "no-such-rule"], 64, "polyarch: error: unknown rule 'no-such-rule'; polyarch rules lists them"),
        (["check", "@no-images.txt"], 2, ""),
        (["check", "@no-images.txt", "--allow-empty"], 0, ""),
        (["check", "@nowhere"], 64, "polyarch: nowhere: error: cannot be read: No such file"),
        (
            ["audit", "plain.yaml", "--allow-empty", "--output", "json=nowhere/report.json"], 64,
            "polyarch: nowhere/report.json: error: cannot be written: No such file"
        ),
        (["list", "broken.yaml", "good.yaml"], 2, "broken.yaml:2:1: unchecked[syntax-error]"),
        (["list", "unrendered.yaml", "good.yaml"], 2, "unrendered.yaml:2:1: unchecked[unrendered-template]"),
        (["list", "plain.yaml"], 2, "polyarch: warning: no image was found; is this the rendered output?"),
        (["list", "plain.yaml", "--allow-empty"], 0, ""),
        (["list", "good.yaml"], 0, ""),
    ]

    @Test(arguments: mistakes)
    func `bad input is reported with location and reason, and sets the status`(
        arguments: [String], status: Int32, message: String
    ) async throws {
        let result = try await Scene().run(arguments)
        #expect(result.status == status, "\(result.errors)")
        #expect(message.isEmpty ? result.errors.isEmpty : result.errors.hasPrefix(message), "\(result.errors)")
    }

    private static let audits: [(arguments: [String], status: Int32)] = [
        (["plain.yaml"], 2), (["empty"], 2), (["plain.yaml", "--allow-empty"], 0),
        (["empty", "--allow-empty"], 0), (["broken.yaml", "--allow-empty"], 2), (["unrendered.yaml"], 2),
        (["good.yaml"], 2), (["good.yaml", "--fail-on", "warning"], 1), (["good.yaml", "--fail-on", "never"], 2),
    ]

    @Test(arguments: audits)
    func `an audit passes only if everything was checked`(arguments: [String], status: Int32) async throws {
        // good.yaml's registry is refused, so its image is unchecked; its missing digest is a warning.
        let result = try await Scene().run(["audit"] + arguments + ["--registries", "closed.yaml"])
        #expect(result.status == status, "\(result.output)\(result.errors)")
    }

    @Test func `standard input is scanned like a file`() async throws {
        let yaml = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: a:1}]}\n"
        let result = try await Scene().run(["list", "-"], input: yaml)
        #expect(result.output == "<stdin>:4:29  a:1  Pod p  $.spec.containers[0].image\n")
        #expect(result.status == 0)
    }

    @Test func `a closed output pipe is not an error`() async throws {
        let shell = ToolRunner(executable: "/bin/sh")
        let binary = try ToolRunner.polyarch().executable
        let fleet = PackageRoot.file("Fixtures/fleet/rendered")
        let result = try await shell.run(["-c", "{ '\(binary)' list '\(fleet)'; echo $? >&2; } | head -n 1 >/dev/null"])
        #expect(result.errors == "0\n")
    }

    @Test(arguments: [["list", "good.yaml"], ["rules"], ["audit", "good.yaml", "--registries", "closed.yaml"]])
    func `a result that cannot be written is a failure`(arguments: [String]) async throws {
        let scene = try Scene()
        let shell = ToolRunner(executable: "/bin/sh")
        let binary = try ToolRunner.polyarch().executable
        let result = try await shell.run(
            ["-c", #""$0" "$@" >/dev/full"#, binary] + arguments, in: scene.directory.path)
        #expect(result.status == 64)
        #expect(
            result.errors.hasSuffix("polyarch: standard output: error: cannot be written: No space left on device\n")
        )
    }
}
