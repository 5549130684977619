import AuditModel
import Foundation
import ManifestScanning
import SourceText
import TestSupport
import Testing

/// What is left alone because nothing hints at an image holds none.
@Suite struct ImageHintTests {
    private static let files = ["Fixtures/fleet", "Tests/Fuzzing/Regressions"].flatMap { folder in
        (FileManager.default.subpaths(atPath: PackageRoot.file(folder)) ?? [])
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.sorted().map { folder + "/" + $0 }
    }

    private func describe(_ result: ManifestScanner.Result) -> [String] {
        result.occurrences.map { occurrence in
            """
            \(occurrence.object.document) \(occurrence.object.kind ?? "-")/\(occurrence.object.name ?? "-") \
            \(occurrence.text) \(occurrence.source) \(occurrence.confidence) \(occurrence.content) \(occurrence.parts) \
            \(occurrence.container ?? "-") \(occurrence.containerFacts?.args ?? []) \(occurrence.scheduling)
            """
        } + result.unreadable.map { "\($0.document ?? -1) \($0.kind) \($0.message)" }
            + result.facts.serviceAccounts.map { "\($0)" }
            + result.facts.digestLabels.map { "\($0.position) \($0.path) \($0.value)" }
            + result.passedOver.map { "\($0)" }
    }

    private func expectSame(_ file: SourceFile) -> Bool {
        let quick = describe(ManifestScanner().scan(file))
        let thorough = describe(ManifestScanner(walksEverything: true).scan(file))
        #expect(quick == thorough, "\(file.path)\n\(String(decoding: file.bytes.prefix(2000), as: UTF8.self))")
        let told = describe(ManifestScanner(explains: true).scan(file))
        #expect(told == describe(ManifestScanner(explains: true, walksEverything: true).scan(file)))
        return quick == thorough
    }

    @Test func `in the example fleet, and in what a fuzzer found`() throws {
        #expect(Self.files.count > 20)
        for path in Self.files {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: PackageRoot.file(path))))
            guard expectSame(SourceFile(path: path, bytes: bytes)) else { return }
        }
    }

    private static let keys = [
        "image", "images", "imageName", "initImageURL", "sidecar_image", "imagePullPolicy", "imageRepository",
        "repository",
        "repo", "registry", "tag", "version", "digest", "sha256", "name", "value", "default", "newName", "newTag",
        "path",
        "op", "args", "command", "env", "containers", "steps", "spec", "template", "metadata", "labels", "annotations",
        "data", "stringData", "rbd", "status", "reference", "options", "choices", "url", "items", "kind", "apiVersion",
        "selector", "config.linkerd.io/proxy-image", "app.yaml", "X", "IMAGE_X", "imageGroupOne", "jobImageTag",
        "container", "hub",
        "parameters", "set", "script", "package", "podLabels", "exemptImages", "from",
        "nodeSelector", "? {a: b}", "&k repository", "*k",
    ]

    private static let values = [
        "grafana/loki", "ghcr.io/acme/app", "ghcr.io/acme/app:1", "redis", "redis:7", "oci://ghcr.io/a/b",
        "docker://quay.io/a/b:1", "1.2", "3.5.7@\(digest)", digest, "localhost/app:1", "localhost:5000/app:1", "''",
        "~",
        "'{{ .Values.image }}'", "{{ .Values.x }}", "$IMAGE", "'--x-image=a/b'", "--x-image", "-x-image", "a/b:1",
        "Pod",
        "ConfigMap", "Deployment", "List", "PodList", "v1", "apps/v1", "kustomize.config.k8s.io/v1beta1",
        "Kustomization",
        "X_IMAGE", "/spec/containers/0/image", "replace", "'{\"image\": \"ghcr.io/a/b:1\"}'", "'[\"quay.io/a/b:2\"]'",
        "\"image: quay.io/a/b:3\\n\"", "\"run docker.io/a/b:4 now\\n\"", "auto", "images/logo.png",
        "&a ghcr.io/acme/x:2",
        "*a", "*k", "\"im\\u0061ge\"", "!!binary aW1hZ2U=", "app=ghcr.io/acme/y:3", "a/b:1,c/d:2", "https://a.b/c:d",
        "true",
        "us.gcr.io", "amd64", "DockerImage", "main.image.repository", "main.image.tag", "pkg.crossplane.io/v1",
        "helper_image = \"a/b:5\"",
    ]

    @Test func `in objects that nobody would write`() {
        var random = SeededRandom()
        var found = 0
        for _ in 0..<1200 {
            var text = ""
            if random.below(2) == 0 {
                text = "apiVersion: v1\nkind: \(random.pick(["Pod", "ConfigMap", "List", "X"]))\n"
            }
            text += "a: &k \(random.pick(Self.keys.prefix(40)))\nb: &a \(random.pick(["image", "c.d/e:1", "x"]))\n"
            for _ in 0..<3 { text += Self.member(&random, depth: 0) }
            let file = SourceFile(path: "random.yaml", text: text)
            guard expectSame(file) else { return }
            found += ManifestScanner().scan(file).occurrences.count
        }
        #expect(found > 300)
    }

    private static func member(_ random: inout SeededRandom, depth: Int) -> String {
        String(repeating: "  ", count: depth) + random.pick(keys) + ": " + node(&random, depth: depth)
    }

    private static func node(_ random: inout SeededRandom, depth: Int) -> String {
        let pad = String(repeating: "  ", count: depth + 1)
        switch depth < 4 ? random.below(4) : 0 {
        case 1:
            return "\n" + (0..<1 + random.below(3)).map { _ in member(&random, depth: depth + 1) }.joined()
        case 2:
            return "\n"
                + (0..<1 + random.below(3)).map { _ in
                    pad + "- " + random.pick(keys) + ": " + node(&random, depth: depth + 1)
                }.joined()
        case 3:
            return "\n" + (0..<1 + random.below(3)).map { _ in pad + "- " + random.pick(values) + "\n" }.joined()
        default: return random.pick(values) + "\n"
        }
    }

    @Test(arguments: [
        "{apiVersion: v1, kind: Pod, metadata: {labels: {version: '1@\(digest)'}}}",
        "{apiVersion: v1, kind: Pod, metadata: {labels: {version: 'sha512-5.'}}}",
    ])
    func `labels that a digest breaks are found in objects without an image`(text: String) {
        #expect(ManifestScanner().scan(SourceFile(path: "a.yaml", text: text)).facts.digestLabels.count == 1)
    }
}
