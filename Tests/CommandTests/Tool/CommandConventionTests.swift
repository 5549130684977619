import Foundation
import TestSupport
import Testing

/// What all commands have in common: arguments, standard streams, messages about wrong usage.
@Suite struct CommandConventionTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n"
        try directory.write(pod + "spec: {containers: [{image: 'a.example/b:1'}]}\n", to: "pod.yaml")
        try directory.write("others: refuse\n", to: "closed.yaml")
        try directory.write("pod.yaml\n", to: "list")
        try directory.write("a.example/b:1 m.example/b:1\n", to: "map")
    }

    private func run(_ arguments: [String], input: String? = nil) async throws -> ToolRunner.Result {
        let tool = try ToolRunner.polyarch(environment: ["XDG_CACHE_HOME": directory.file("cache")])
        guard let input else { return try await tool.run(arguments, in: directory.path) }
        return try await tool.run(arguments, input: input, in: directory.path)
    }

    private func text(of name: String) throws -> String { try directory.text(of: name) }

    // MARK: - Wrong usage

    @Test(arguments: [
        (["audti"], "unknown command 'audti'; did you mean 'audit'?"),
        (["policy", "shwo"], "unknown command 'shwo'; did you mean 'show'?"),
        (["frobnicate"], "unknown command 'frobnicate'; expected audit, check, mirror,"),
        (
            ["audit", "pod.yaml", "--format", "jsno"],
            "The value 'jsno' is invalid for '--format <format>': expected text, markdown or json; did you mean 'json'?"
        ),
        (["audit", "pod.yaml", "--format", "xml"], "expected text, markdown or json"),
        (["audit", "pod.yaml", "--output", "jsno=x"], "expected text, markdown or json; did you mean 'json'?"),
        (["audit", "pod.yaml", "--output", "json"], "expected a format and a file, such as json=report.json"),
        (["mirror", "a", "b", "--format", "markdwon"], "did you mean 'markdown'?"),
        (["list", "pod.yaml", "--format", "jsn"], "expected text, json or csv; did you mean 'json'?"),
        (["audit", "pod.yaml", "--polcy", "x"], "Unknown option '--polcy'. Did you mean '--policy'?"),
        (["rules", "unpined"], "unknown rule 'unpined'; did you mean 'unpinned'?"),
        (["cache", "prune", "--keep", "10X"], "expected a size such as 512K, 100M or 2G"),
        (["audit", "pod.yaml", "--timeout", "soon"], "'--timeout <time>': expected a time such as 90s, 10m or 1h"),
        (["audit", "pod.yaml", "--exclude", "["], "'--exclude <glob>': unclosed '['"),
    ])
    func `a message about wrong usage has one form, and suggests what was meant`(arguments: [String], message: String)
        async throws
    {
        let result = try await run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("polyarch: error: "), "\(result.errors)")
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    @Test(arguments: [
        (["docker://nginx"], "'docker://nginx' is not an image reference; did you mean 'nginx'?"),
        (["oci://a.example/b:1"], "did you mean 'a.example/b:1'?"),
        (["https://quay.io/a/b"], "did you mean 'quay.io/a/b'?"),
        (["nginx/"], "did you mean 'nginx'?"), (["docker", "pull", "nginx"], "did you mean 'polyarch check nginx'?"),
    ])
    func `an image in another tool's spelling is suggested as an image name`(images: [String], hint: String)
        async throws
    {
        let result = try await run(["check"] + images + ["--registries", "closed.yaml"])
        #expect(result.errors.hasPrefix("polyarch: warning: "), "\(result.errors)")
        #expect(result.errors.contains(hint), "\(result.errors)")
        #expect(result.status == (images.count == 1 ? 1 : 2))
    }

    @Test func `a policy file without its dot is mentioned, unless a policy is named`() async throws {
        try directory.write("digest: required\n", to: "polyarch.yaml")
        let found = try await run(["policy", "show"])
        #expect(
            found.errors == "polyarch: polyarch.yaml: warning: not used as the policy; rename it to .polyarch.yaml, or "
                + "name it with --policy\n")
        #expect(found.status == 0)
        #expect(try await run(["policy", "show", "--policy", "polyarch.yaml"]).errors == "")
        #expect(try await run(["policy", "show", "--no-policy"]).errors == "")
    }

    @Test(arguments: [("digest: requird\n", "error: "), ("shellless: [a.example/b]\n", "warning: ")])
    func `a control character in a file's name is escaped in messages`(policy: String, word: String) async throws {
        try directory.write(policy, to: "a\u{1B}b.yaml")
        let result = try await run(["policy", "check", "--policy", "a\u{1B}b.yaml"])
        #expect(result.errors.hasPrefix("polyarch: a\\u{1B}b.yaml:1:"), "\(result.errors)")
        #expect(result.errors.contains(word))
        #expect(!(result.errors + result.output).unicodeScalars.contains("\u{1B}"))
    }

    @Test func `a terminal on standard input is mentioned`() async throws {
        let tool = try ToolRunner.polyarch().executable
        let result = try await ToolRunner(executable: "/usr/bin/script", environment: ["TERM": "xterm"]).run(
            ["-qec", "printf '\\004' | '\(tool)' list - ; '\(tool)' list - --allow-empty", "/dev/null"],
            in: directory.path)
        #expect(result.output.components(separatedBy: "waiting for input from the terminal").count == 2)
    }

    // MARK: - Standard streams

    @Test(arguments: [
        ["audit", "-", "--file-list", "-"], ["audit", "-", "--policy", "-"], ["check", "@-", "--registries", "-"],
        ["mirror", "--map", "-", "--map", "-"], ["audit", "-", "--baseline", "-"], ["list", "-", "--policy", "-"],
    ])
    func `two uses of standard input are wrong usage`(arguments: [String]) async throws {
        let result = try await run(arguments, input: "")
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("polyarch: error: standard input can be used only once, but both '"))
    }

    @Test(arguments: [
        ["audit", "pod.yaml", "--format", "text", "--output", "json=-"],
        ["audit", "pod.yaml", "--output", "markdown=-", "--output", "json=-"],
        ["mirror", "--map", "map", "--write-script", "-", "--format", "json"],
        ["check", "nginx", "--output", "json=-", "--trace-http", "-"], ["pin", "pod.yaml", "--trace-http", "-"],
    ])
    func `two outputs on standard output are wrong usage`(arguments: [String]) async throws {
        let result = try await run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("polyarch: error: standard output can be used only once, but both '"))
        #expect(result.output.isEmpty)
    }

    @Test func `a dash sends a report, a script, a diff or a trace to standard output, alone`() async throws {
        let closed = ["--registries", "closed.yaml"]
        let report = try await run(["audit", "pod.yaml", "--output", "json=-"] + closed)
        #expect(report.output.hasPrefix("{\n  \"schema\": \"polyarch.report/v1\"") && report.output.hasSuffix("}\n"))
        let script = try await run(["mirror", "--map", "map", "--write-script", "-"] + closed)
        #expect(script.output.hasPrefix("#!/usr/bin/env bash\n") && !script.output.contains("unchecked\n"))
        #expect(try await run(["pin", "pod.yaml", "--patch", "-"] + closed).output == "")
        let trace = try await run(["audit", "pod.yaml", "--trace-http", "-"] + closed)
        #expect(trace.output.hasPrefix("polyarch ") && !trace.output.contains("policy:"))
    }

    @Test func `a dash reads manifests, lists, maps, policies and registries from standard input`() async throws {
        let pod = try text(of: "pod.yaml")
        let line = "a.example/b:1  Pod shop/web  $.spec.containers[0].image\n"
        #expect(try await run(["list", "-"], input: pod).output.hasSuffix(line))
        #expect(try await run(["list", "--file-list", "-"], input: "pod.yaml\n").output.hasSuffix(line))
        let closed = ["--registries", "closed.yaml"]
        #expect(try await run(["check", "@-"] + closed, input: "a.example/b:1\n").output.contains("a.example/b:1\n"))
        #expect(
            try await run(["mirror", "--map", "-"] + closed, input: "a.example/b:1 m.example/b:1\n").output
                .contains("1 pair: 1 could-not-check"))
        #expect(
            try await run(["policy", "show", "--policy", "-"], input: "digest: required\n").output.contains("<stdin>"))
        let refused = try await run(["audit", "pod.yaml", "--registries", "-"], input: "others: refuse\n")
        #expect(refused.status == 2 && refused.output.contains("a.example"))
        let broken = try await run(["policy", "check", "--policy", "-"], input: "digest: requird\n")
        #expect(broken.errors.hasPrefix("polyarch: <stdin>:1:9: error: "))
    }

    // MARK: - Spellings

    @Test(arguments: [
        ["list", "pod.yaml"], ["list", "pod.yaml", "--explain"], ["list", "pod.yaml", "--unique"],
        ["audit", "pod.yaml", "--registries", "closed.yaml", "--format", "text"],
        ["pin", "pod.yaml", "--registries", "closed.yaml"],
    ])
    func `an object is its kind, namespace and name everywhere`(arguments: [String]) async throws {
        let result = try await run(arguments)
        #expect((result.output + result.errors).contains("Pod shop/web"), "\(result.output)\(result.errors)")
    }

    @Test func `an object is its kind, namespace and name in Markdown`() async throws {
        let result = try await run(["audit", "pod.yaml", "--registries", "closed.yaml", "--format", "markdown"])
        #expect(result.output.contains("Pod `shop/web`"), "\(result.output)")
    }

    @Test(arguments: ["10M", "1G", "0K", "10", "0"])
    func `a size may have a suffix`(size: String) async throws {
        let pruned = try await run(["cache", "prune", "--keep", size])
        #expect(pruned.status == 0 && pruned.output.hasPrefix("removed 0 files"), "\(pruned.errors)")
    }
}
