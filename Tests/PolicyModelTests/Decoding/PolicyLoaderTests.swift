import AuditModel
import Foundation
import ImageModel
import PolicyModel
import SourceText
import TestSupport
import Testing

private let arm64 = [Platform.linuxARM64]
private let both = [Platform.linuxAMD64, Platform.linuxARM64]

private func shipped(_ names: String...) throws -> Policy {
    let pages = try FileManager.default.contentsOfDirectory(atPath: PackageRoot.file("policy/rules"))
    return try PolicyLoader(
        rules: Dictionary(uniqueKeysWithValues: pages.map { (String($0.dropLast(".md".count)), Waiver.Form.image) })
    ).policy(
        from: names.map { name in
            let path = PackageRoot.file("policy/\(name).yaml")
            return SourceFile(path: name, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        })
}

@Suite struct PolicyLoaderTests {
    @Test func `the file of the default policy equals the built-in policy`() throws {
        var policy = try shipped("default")
        policy.files = []
        #expect(policy == Policy())
    }

    @Test func `the default file has every key`() throws {
        let text = try String(contentsOfFile: PackageRoot.file("policy/default.yaml"), encoding: .utf8)
        let keys = [
            "preferMirror:", "requireMultiArch:", "mirrorRegistry:", "digest:", "floatingTags:", "from:", "except:",
            "naming:", "map:", "rules:", "overrides:", "waivers:", "allowedTags:", "private:", "denied:", "noShell:",
            "bootstrap:", "watch:", "environments:",
        ]
        #expect(keys.filter { !text.contains($0) } == [])
    }

    @Test func `the fleet's policy requires both platforms, digests and the mirror`() throws {
        let policy = try shipped("fleet")
        #expect(policy.platforms == both)
        #expect(policy.digest == .required)
        #expect(policy.contract.preferMirror)
        #expect(policy.contract.mirrorRegistry?.description == "ghcr.io/ameideio/mirror")
        #expect(policy.rules["floating-tag"] == .error)
    }

    @Test func `a cluster's layer requires its own platform and keeps the rest`() throws {
        let fleet = try shipped("fleet")
        let local = try shipped("fleet", "local")
        let azure = try shipped("fleet", "azure")
        #expect(local.platforms == arm64)
        #expect(azure.platforms == [.linuxAMD64])
        #expect(azure.rules["floating-tag"] == .error)
        #expect(azure.rules["upstream-used"] == .error)
        #expect(local.mirror == fleet.mirror)
    }

    @Test func `later layers replace scalars and lists and merge maps`() throws {
        let policy = try load(
            """
            digest: required
            floatingTags: [a, b]
            rules: { floating-tag: error, unpinned: off }
            mirror: { from: [docker.io], naming: path }
            """,
            """
            floatingTags: [c]
            rules: { unpinned: note }
            mirror: { from: [quay.io] }
            """)
        #expect(policy.digest == .required)
        #expect(policy.floatingTags.map(\.pattern) == ["c"])
        #expect(policy.rules == ["floating-tag": .error, "unpinned": .note])
        #expect(policy.mirror.naming == .path)
        #expect(policy.mirror.from.map(\.text) == ["quay.io"])
    }

    @Test func `a key that no file sets has the built-in value`() throws {
        var policy = try load("digest: preferred\n")
        policy.files = []
        #expect(policy == Policy())
    }

    @Test func `platforms are normalized, each once`() throws {
        #expect(try load("platforms: [linux/arm64/v8, linux/x86_64, linux/arm64]\n").platforms == both)
    }

    @Test func `the files are named in the order given`() throws {
        #expect(try load("digest: required", "digest: preferred").files == ["0.yaml", "1.yaml"])
    }

    @Test(arguments: [
        ("3f2c1d9", true), ("0123456789abcdef0123456789abcdef01234567", true), ("1.4.2", true), ("v1.4.2", true),
        ("2.9", true), ("1.27.1-alpine3.20", true), ("v0.11.0", true), ("sha-3f2c1d9", true),
        ("RELEASE.2025-08-13T08-35-41Z", true), ("main", false), ("latest", false), ("dev-3", false), ("1", false),
        ("stable", false), ("feature-1.4.2", false), ("3f2c1", false), ("v1.4.2\n", false), ("", false),
    ])
    func `strict allows versions and commits`(tag: String, allowed: Bool) throws {
        #expect(try shipped("fleet", "strict").allows(tag: tag) == allowed)
    }

    @Test func `the keys of bootstrap merge like any mapping, and each selects workloads`() throws {
        let policy = try load(
            "bootstrap: { namespaces: [argocd], paths: [a/**] }", "bootstrap: { paths: [b/**] }")
        let places = [
            Place(file: "x.yaml", namespace: "argocd"), Place(file: "b/x.yaml"), Place(file: "a/x.yaml"),
        ]
        #expect(places.map { place in policy.bootstrap.contains { $0.matches(place) } } == [true, true, false])
    }

    // MARK: - Overrides

    private let overridden = """
        platforms: [linux/amd64, linux/arm64]
        overrides:
          - paths: ["rendered/**"]
            digest: required
            rules: { floating-tag: error }
          - paths: ["rendered/azure/**"]
            platforms: [linux/amd64]
            rules: { floating-tag: off }
        """

    @Test func `later overrides win, key by key`() throws {
        let settings = try load(overridden).settings(at: Place(file: "rendered/azure/loki/loki.yaml"))
        #expect(settings.platforms == [.linuxAMD64])
        #expect(settings.digest == .required)
        #expect(settings.rules["floating-tag"] == .off)
    }

    @Test(arguments: [
        ("rendered/azure/loki.yaml", [0, 1]), ("/srv/fleet/rendered/azure/a/b.yaml", [0, 1]),
        ("./rendered/local/loki.yaml", [0]), ("prerendered/azure/loki.yaml", []), ("loki.yaml", []),
        ("rendered/azure", [0]), ("", []),
    ])
    func `a path pattern may begin at any folder`(file: String, expected: [Int]) throws {
        #expect(try load(overridden).overrides(withPathsOf: file) == expected)
    }

    @Test(arguments: [
        ("kinds: [Job, Cron*]", Place(kind: "CronJob"), true), ("kinds: [Job]", Place(kind: "CronJob"), false),
        ("kinds: [Job]", Place(), false), ("namespaces: [dev-*]", Place(namespace: "dev-1"), true),
        ("namespaces: [dev-*]", Place(), false), ("names: [loki]", Place(name: "loki"), true),
        ("applications: [loki]", Place(application: "loki"), true),
        ("applications: [loki]", Place(name: "loki"), false),
        ("kinds: [Job], namespaces: [dev]", Place(kind: "Job", namespace: "dev"), true),
        ("kinds: [Job], namespaces: [dev]", Place(kind: "Job", namespace: "prod"), false),
        ("paths: [a/*], kinds: [Job]", Place(file: "a/b.yaml", kind: "Job"), true),
        ("paths: [a/*], kinds: [Job]", Place(file: "c/b.yaml", kind: "Job"), false),
        ("paths: [a/*], kinds: [Job]", Place(file: "a/b.yaml", kind: "Pod"), false),
    ])
    func `an override applies where all its selectors match`(selector: String, place: Place, applies: Bool) throws {
        let policy = try load("digest: optional\noverrides: [{ \(selector), digest: required }]")
        #expect(policy.settings(at: place).digest == (applies ? .required : .optional))
    }

    @Test(arguments: [
        ("grafana/loki", "docker.io/grafana/loki:3", true), ("grafana/loki:4", "docker.io/grafana/loki:3", false),
        ("docker.io/grafana/*", "grafana/loki:3", true), ("quay.io/**", "grafana/loki:3", false),
    ])
    func `an override may name images, also on the command line`(pattern: String, image: String, applies: Bool) throws {
        let policy = try load("digest: optional\noverrides: [{ images: [\"\(pattern)\"], digest: required }]")
        let settings = policy.settings(at: Place(), image: image, try ImageReference(image))
        #expect(settings.digest == (applies ? .required : .optional))
    }

    @Test func `overrides by path do not apply to images of the command line`() throws {
        #expect(try load(overridden).settings(at: Place()).platforms == both)
    }

    @Test func `the former name of noShell works and warns`() throws {
        let policy = try load("digest: required\nshellless: [acme.example/a]\n")
        #expect(policy.noShell.map(\.text) == ["acme.example/a"])
        #expect(
            policy.warnings.map(\.description) == [
                "0.yaml:2:1: warning: `shellless` is now called `noShell`; rename it"
            ])
        #expect(try load("noShell: [acme.example/a]").warnings == [])
        #expect(
            try load("shellless: [acme.example/a]", "noShell: [acme.example/b]").noShell.map(\.text) == [
                "acme.example/b"
            ])
    }
}
