import Foundation
import TestSupport
import Testing

/// `polyarch policy`, and how the policy file is found.
@Suite struct PolicyCommandTests {
    /// A git repository with a subfolder, in a parent folder.
    private struct Scene {
        let directory: TemporaryDirectory

        init(_ files: [String: String], isRepository: Bool = true) throws {
            directory = try TemporaryDirectory()
            for (name, text) in files { try directory.write(text, to: name) }
            try directory.write("", to: "repository/apps/loki/.keep")
            if isRepository { try directory.write("", to: "repository/.git/HEAD") }
        }

        func run(_ arguments: String..., in folder: String = "repository/apps/loki") async throws -> ToolRunner.Result {
            try await ToolRunner.polyarch().run(arguments, in: directory.file(folder))
        }

        /// The files that `policy check` lists.
        func found(in folder: String = "repository/apps/loki") async throws -> String {
            try await run("policy", "check", in: folder).output
        }
    }

    @Test func `the nearest policy file up to the repository root is found`() async throws {
        let text = "digest: required\n"
        var scene = try Scene(["repository/.polyarch.yaml": text])
        #expect(try await scene.found() == "../../.polyarch.yaml: OK\n")
        #expect(try await scene.found(in: "repository") == ".polyarch.yaml: OK\n")
        scene = try Scene(["repository/.polyarch.yaml": text, "repository/apps/.polyarch.yaml": text])
        #expect(try await scene.found() == "../.polyarch.yaml: OK\n")
    }

    @Test func `a policy file above the repository is ignored`() async throws {
        let scene = try Scene([".polyarch.yaml": "digest: required\n"])
        let result = try await scene.run("policy", "check")
        #expect(result.status == 64)
        #expect(result.errors.contains("no policy file to check"))
    }

    @Test func `a policy file with another extension is reported`() async throws {
        let scene = try Scene(["repository/.polyarch.yml": "digest: required\n"])
        let result = try await scene.run("policy", "show")
        #expect(result.status == 64)
        #expect(
            result.errors.hasPrefix("polyarch: ../../.polyarch.yml: error: a policy file is found only under the name"))
    }

    @Test func `outside a repository only the working folder is searched`() async throws {
        let text = "digest: required\n"
        let scene = try Scene(
            ["repository/.polyarch.yaml": text, "repository/apps/.polyarch.yaml": text], isRepository: false)
        #expect(try await scene.run("policy", "check").status == 64)
        #expect(try await scene.found(in: "repository/apps") == ".polyarch.yaml: OK\n")
    }

    @Test func `--policy and --no-policy turn off the search for a policy file`() async throws {
        let scene = try Scene([
            "repository/.polyarch.yaml": "digest: required\n", "repository/apps/loki/own.yaml": "digest: optional\n",
        ])
        #expect(try await scene.run("policy", "show").output.contains("digest: required"))
        #expect(try await scene.run("policy", "show", "--policy", "own.yaml").output.contains("digest: optional"))
        let built = try await scene.run("policy", "show", "--no-policy").output
        #expect(built.contains("digest: preferred") && !built.contains(".yaml"))
        #expect(try await scene.run("policy", "show", "--no-policy", "--policy", "own.yaml").status == 64)
    }

    @Test func `an audit uses the policy file that it finds, and its report names it`() async throws {
        let scene = try Scene([
            "repository/.polyarch.yaml": "digest: required\n",
            "repository/pod.yaml": "{apiVersion: v1, kind: Pod, spec: {containers: [{image: 'a.example/b:1'}]}}\n",
            "repository/closed.yaml": "others: refuse\n",
        ])
        let arguments = ["audit", "pod.yaml", "--registries", "closed.yaml"]
        let text = try await ToolRunner.polyarch().run(arguments, in: scene.directory.file("repository"))
        #expect(text.status == 1)
        #expect(text.output.hasSuffix("policy: .polyarch.yaml\n"))
        let json = try await ToolRunner.polyarch().run(
            arguments + ["--format", "json"], in: scene.directory.file("repository"))
        #expect(json.output.contains(#""policyFiles": [".polyarch.yaml"]"#) || json.output.contains(".polyarch.yaml"))
        let without = try await ToolRunner.polyarch().run(
            arguments + ["--no-policy"], in: scene.directory.file("repository"))
        #expect(without.status == 2)
        #expect(without.output.hasSuffix("policy: built-in default\n"))
    }

    @Test func `the former name of a policy key is a warning on standard error`() async throws {
        let scene = try Scene(["repository/.polyarch.yaml": "shellless: [acme.example/a]\n"])
        let warning = "../../.polyarch.yaml:1:1: warning: `shellless` is now called `noShell`; rename it"
        for command in [["policy", "check"], ["policy", "show"], ["list", "."]] {
            let result = try await ToolRunner.polyarch().run(
                command + (command == ["list", "."] ? ["--allow-empty"] : []),
                in: scene.directory.file("repository/apps/loki"))
            #expect(result.status == 0)
            #expect(result.errors.contains(warning), "\(command)")
        }
    }

    @Test func `a policy mistake ends with status 64 and its location`() async throws {
        let scene = try Scene(["repository/.polyarch.yaml": "digest: requird\n"])
        for command in ["show", "check"] {
            let result = try await scene.run("policy", command)
            #expect(result.status == 64)
            #expect(result.output.isEmpty)
            #expect(
                result.errors.hasPrefix(
                    "polyarch: ../../.polyarch.yaml:1:9: error: `digest` must be one of required, preferred, optional; "
                        + "did you mean `required`?\ndigest: requird\n        ^\n"))
        }
    }

    @Test(arguments: ["default", "fleet", "local", "azure", "strict"])
    func `the shipped policies are valid`(name: String) async throws {
        let file = PackageRoot.file("policy/\(name).yaml")
        let result = try await ToolRunner.polyarch().run(["policy", "check", "--policy", file])
        #expect(result.output == "\(file): OK\n")
        #expect(result.status == 0)
    }
}
