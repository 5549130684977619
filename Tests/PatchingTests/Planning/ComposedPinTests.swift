import AuditModel
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import Patching

@Suite struct ComposedPinTests {
    static let digest = PinFixture.digest
    static let old = "sha256:" + String(repeating: "cd", count: 32)

    /// Of a chart's values; `❶` is the new digest, `❷` its digits, `❸` an old one.
    private static func filled(_ text: String) -> String {
        text.replacing("❶", with: digest).replacing("❷", with: PinFixture.hex).replacing("❸", with: old)
    }

    static let rows: [(String, String)] = [
        // A field that waits for it.
        (
            "image:\n  repository: a/b\n  tag: v1\n  digest: \"\"\n",
            "image:\n  repository: a/b\n  tag: v1\n  digest: \"❶\"\n"
        ),
        (
            "image:\n  repository: a/b\n  tag: v1\n  digest: '' # none\n",
            "image:\n  repository: a/b\n  tag: v1\n  digest: '❶' # none\n"
        ),
        ("image:\n  repository: a/b\n  digest:\n  tag: v1\n", "image:\n  repository: a/b\n  digest: ❶\n  tag: v1\n"),
        (
            "image:\n  repository: a/b\n  tag: v1\n  digest:   # sha256\n",
            "image:\n  repository: a/b\n  tag: v1\n  digest: ❶   # sha256\n"
        ),
        ("image:\n  repository: a/b\n  tag: v1\n  digest:", "image:\n  repository: a/b\n  tag: v1\n  digest: ❶"),
        ("image:\n  repository: a/b\n  tag: v1\n  digest: ~\n", "image:\n  repository: a/b\n  tag: v1\n  digest: ❶\n"),
        (
            "image:\r\n  repository: a/b\r\n  tag: v1\r\n  digest: null\r\n",
            "image:\r\n  repository: a/b\r\n  tag: v1\r\n  digest: ❶\r\n"
        ),
        ("image: {repository: a/b, tag: v1, digest: }\n", "image: {repository: a/b, tag: v1, digest: ❶}\n"),
        ("image: {repository: a/b, tag: v1, digest: ''}\n", "image: {repository: a/b, tag: v1, digest: '❶'}\n"),
        ("image:\n  repository: a/b\n  tag: v1\n  sha: \"\"\n", "image:\n  repository: a/b\n  tag: v1\n  sha: \"❷\"\n"),
        (
            "image:\n  repository: a/b\n  imageDigest: ''\n  tag: v1\n",
            "image:\n  repository: a/b\n  imageDigest: '❶'\n  tag: v1\n"
        ),
        (
            "serverImage: a/b\nserverImageTag: v1\nserverImageDigest: ''\n",
            "serverImage: a/b\nserverImageTag: v1\nserverImageDigest: '❶'\n"
        ),
        // A digest that moves.
        ("image:\n  repository: a/b\n  tag: v1\n  digest: ❸\n", "image:\n  repository: a/b\n  tag: v1\n  digest: ❶\n"),
        ("image:\n  repository: a/b\n  tag: v1@❸\n", "image:\n  repository: a/b\n  tag: v1@❶\n"),
        ("image:\n  repository: a/b\n  tag: ❸\n", "image:\n  repository: a/b\n  tag: ❶\n"),
        ("image:\n  repository: a/b@❸\n", "image:\n  repository: a/b@❶\n"),
        (
            "image:\n  repository: a/b\n  tag: v1\n  sha256: \(String(repeating: "cd", count: 32))\n",
            "image:\n  repository: a/b\n  tag: v1\n  sha256: ❷\n"
        ),
        // No field: behind the tag.
        ("image:\n  repository: a/b\n  tag: 'v1'\n", "image:\n  repository: a/b\n  tag: 'v1@❶'\n"),
        (
            "image: {registry: quay.io, repository: a/b, tag: v1}\n",
            "image: {registry: quay.io, repository: a/b, tag: v1@❶}\n"
        ),
        ("image:\n  repository: quay.io/a/b:v1\n", "image:\n  repository: quay.io/a/b:v1@❶\n"),
        ("image: a/b\ntag: \"1.2\"\n", "image: a/b\ntag: \"1.2@❶\"\n"),
        ("image:\n  repository: a/b\n  tag: 3.5\n", "image:\n  repository: a/b\n  tag: 3.5@❶\n"),
        // The single string.
        ("image:\n  ref: quay.io/a/b:v1\n", "image:\n  ref: quay.io/a/b:v1@❶\n"),
        ("image: quay.io/a/b:v1\n", "image: quay.io/a/b:v1@❶\n"),
        (
            "sidecar:\n  image:\n    reference: quay.io/a/b:v1\n",
            "sidecar:\n  image:\n    reference: quay.io/a/b:v1@❶\n"
        ),
        ("images:\n  - quay.io/a/b:v1\n  - c/d:1 # two\n", "images:\n  - quay.io/a/b:v1@❶\n  - c/d:1@❶ # two\n"),
        // Several that share a tag.
        (
            "a: {image: {repository: a/b, tag: &t v1}}\nb: {image: {repository: c/d, tag: *t, digest: ''}}\n",
            "a: {image: {repository: a/b, tag: &t v1}}\nb: {image: {repository: c/d, tag: *t, digest: '❶'}}\n"
        ),
    ]

    @Test(arguments: rows)
    func `the digest goes into the field for it, and nothing else changes`(before: String, after: String) throws {
        let fixture = try PinFixture(Self.filled(before), path: "values.yaml", replacing: PinFixture.pinned)
        #expect(fixture.patched == Self.filled(after), "\(fixture.reasons)")
    }

    @Test(arguments: rows)
    func `pinning again finds nothing to do`(before: String, after: String) throws {
        let fixture = try PinFixture(Self.filled(after), path: "values.yaml", replacing: PinFixture.pinned)
        #expect(fixture.plan.files.isEmpty)
    }

    static let kustomizations: [(String, String)] = [
        ("images:\n- name: nginx\n  newTag: 1.29.3\n", "images:\n- name: nginx\n  newTag: 1.29.3\n  digest: ❶\n"),
        (
            "images:\n  - newTag: \"1.10\" # why\n    # below\n    name: nginx\n",
            "images:\n  - newTag: \"1.10\" # why\n    digest: \"❶\"\n    # below\n    name: nginx\n"
        ),
        ("images:\r\n- name: nginx\r\n  newTag: v1", "images:\r\n- name: nginx\r\n  newTag: v1\r\n  digest: ❶"),
        ("images: [{name: nginx, newTag: v1}]\n", "images: [{name: nginx, newTag: v1, digest: ❶}]\n"),
        (
            "images: [{\"name\": \"nginx\", \"newTag\": \"v1\"}]\n",
            "images: [{\"name\": \"nginx\", \"newTag\": \"v1\", \"digest\": \"❶\"}]\n"
        ),
        (
            "images:\n- name: nginx\n  newName: quay.io/a/b\n  newTag: v1\n  digest: ❸\n",
            "images:\n- name: nginx\n  newName: quay.io/a/b\n  newTag: v1\n  digest: ❶\n"
        ),
    ]

    @Test(arguments: kustomizations)
    func `a kustomization gets its digest field`(before: String, after: String) throws {
        let fixture = try PinFixture(Self.filled(before), path: "kustomization.yaml")
        #expect(fixture.patched == Self.filled(after), "\(fixture.reasons)")
        let again = try PinFixture(Self.filled(after), path: "kustomization.yaml")
        #expect(again.plan.files.isEmpty)
    }

    @Test(arguments: [
        ("image:\n  repository: a/b\n  tag: 1.10\n", "number"),
        ("image:\n  repository: a/b\n  tag: 20240101\n", "number"),
        ("image:\n  repository: a/b\n  tag: 1e3\n  digest: ''\n", "number"),
        ("image:\n  repository: a/b\n  version: v1\n", "version"),
        ("image:\n  repository: a/b\n  tag: v1\n  hash: ''\n", "spells a digest"),
        ("a: {image: {repository: a/b, tag: &t v1}}\nb: {chart: {tag: *t}}\n", "alias"),
        ("a: {image: &i {repository: a/b, tag: v1, digest: ''}}\nb: {image: {<<: *i, tag: v2}}\n", "<<"),
        ("a: {image: {repository: a/b, tag: '{{ .x }}'}}\n", "template"),
    ])
    func `an unsafe field is left alone, with the reason`(text: String, reason: String) throws {
        let fixture = try PinFixture(text, path: "values.yaml")
        #expect(fixture.plan.files.isEmpty, "\(fixture.patched)")
        #expect(fixture.reasons.count == 1 && fixture.reasons[0].contains(reason), "\(fixture.reasons)")
    }

    @Test func `images that share a tag through an alias get no digest, because each needs its own`() throws {
        let text = "a: {image: {repository: a/b, tag: &t v1}}\nb: {image: {repository: c/d, tag: *t}}\n"
        let fixture = try PinFixture(text, path: "values.yaml") { reference in
            let digit = reference.repository == "a/b" ? "a" : "b"
            return reference.with(tag: "v1", digest: try ImageDigest("sha256:" + String(repeating: digit, count: 64)))
        }
        #expect(fixture.plan.files.isEmpty)
        #expect(fixture.reasons.count == 2)
        #expect(fixture.reasons.allSatisfy { $0.contains("several different replacements") }, "\(fixture.reasons)")
    }

    @Test func `a tag that a label repeats gets no digest`() throws {
        let object = "apiVersion: acme.io/v1\nkind: App\nmetadata:\n  labels: {app.kubernetes.io/version: v1}\n"
        let fixture = try PinFixture(object + "spec:\n  image: {repository: a/b, tag: v1}\n")
        #expect(fixture.reasons.count == 1 && fixture.reasons[0].contains("app.kubernetes.io/version"))
        let field = try PinFixture(object + "spec:\n  image: {repository: a/b, tag: v1, digest: ''}\n")
        #expect(field.patched.hasSuffix("digest: '\(Self.digest)'}\n"))
    }

    @Test(arguments: [
        (
            "image: {registry: docker.io, repository: grafana/loki, tag: v1, digest: ''}\n",
            "image: {registry: ghcr.io, repository: ameideio/mirror/loki, tag: v1, digest: '❶'}\n"
        ),
        (
            "image: {repository: docker.io/grafana/loki, tag: v1}\n",
            "image: {repository: ghcr.io/ameideio/mirror/loki, tag: v1@❶}\n"
        ),
        (
            "image: {hub: docker.io/grafana, image: loki, tag: v1}\n",
            "image: {hub: ghcr.io/ameideio/mirror, image: loki, tag: v1@❶}\n"
        ),
        ("image: {repository: grafana/loki, tag: v1}\n", ""),
    ])
    func `a move to the mirror is written into the fields of the name`(before: String, after: String) throws {
        let fixture = try PinFixture(before, path: "values.yaml") { _ in
            try ImageReference("ghcr.io/ameideio/mirror/loki:v1@" + Self.digest)
        }
        #expect(fixture.patched == Self.filled(after), "\(fixture.reasons)")
    }

    @Test func `a registry that values set for all images is used, and not moved for one of them`() throws {
        let text =
            "global: {imageRegistry: ghcr.io/mine/}\na: {image: {registry: docker.io/, repository: a/b, tag: v1, digest: ''}}\n"
            + "c: {image: {repository: quay.io/c/d, tag: v1}}\n"
        let fixture = try PinFixture(text, path: "values.yaml")
        #expect(fixture.occurrences.map(\.text) == ["ghcr.io/mine/a/b:v1", "quay.io/c/d:v1"])
        #expect(fixture.patched.contains("digest: '\(Self.digest)'"))
        let moved = try PinFixture(text, path: "values.yaml") { reference in
            try reference.registry == "quay.io" ? nil : ImageReference("ghcr.io/mirror/b:v1@" + Self.digest)
        }
        #expect(moved.reasons.count == 1 && moved.reasons[0].contains("all images together"))
    }

    @Test func `a kustomization keeps the name it selects by, and gets a newName`() throws {
        let fixture = try PinFixture("images:\n- name: grafana/loki\n  newTag: v1\n", path: "kustomization.yaml") { _ in
            try ImageReference("ghcr.io/ameideio/mirror/loki:v1@" + Self.digest)
        }
        #expect(
            fixture.patched
                == "images:\n- name: grafana/loki\n  newName: ghcr.io/ameideio/mirror/loki\n  newTag: v1\n  digest: \(Self.digest)\n",
            "\(fixture.reasons)")
    }

    @Test(arguments: [
        ("1", false), ("8", false), ("1.2", false), ("123456", false), ("1.2.3", false), ("v1", false),
        ("1.10", true), ("010", true), ("1e3", true), ("0x1F", true), ("1234567", true), ("2024_01", true),
        (".5", true), ("1.", true), ("0", false), ("0.1", false), ("1-alpine", false), ("12ab", false),
    ])
    func `only numbers that YAML rewrites count as changed`(text: String, changes: Bool) {
        #expect(YAMLNumber.changes(text) == changes)
    }
}

@Suite struct PortionPinTests {
    static let rows: [(String, String)] = [
        ("spec: {args: ['--app-image=a/b:1']}\n", "spec: {args: ['--app-image=a/b:1❶']}\n"),
        ("spec: {args: [\"--images=a/b:1,c/d:2\"]}\n", "spec: {args: [\"--images=a/b:1❶,c/d:2❶\"]}\n"),
        ("spec: {args: ['--images=a/b:1,a/b:11']}\n", "spec: {args: ['--images=a/b:1❶,a/b:11❶']}\n"),
        ("spec: {url: 'docker://quay.io/a/b:1'}\n", "spec: {url: 'docker://quay.io/a/b:1❶'}\n"),
        ("spec: {images: ['app=quay.io/a/b:1']}\n", "spec: {images: ['app=quay.io/a/b:1❶']}\n"),
        (
            "spec:\n  env:\n    - name: APP_IMAGES\n      value: |\n        3.9=quay.io/a/b:1\n        4.0=quay.io/a/b:2\n",
            "spec:\n  env:\n    - name: APP_IMAGES\n      value: |\n        3.9=quay.io/a/b:1❶\n        4.0=quay.io/a/b:2❶\n"
        ),
        (
            "spec:\n  pod: |\n    containers:\n      - image: a/b:1 # one\n      - image: \"a/b:1\"\n",
            "spec:\n  pod: |\n    containers:\n      - image: a/b:1❶ # one\n      - image: \"a/b:1❶\"\n"
        ),
        (
            "spec:\n  pod: '{\"containers\": [{\"image\": \"a/b:1\"}]}'\n",
            "spec:\n  pod: '{\"containers\": [{\"image\": \"a/b:1❶\"}]}'\n"
        ),
        (
            "spec:\n  pod: \"{\\\"containers\\\": [{\\\"image\\\": \\\"a/b:1\\\"}]}\"\n",
            "spec:\n  pod: \"{\\\"containers\\\": [{\\\"image\\\": \\\"a/b:1❶\\\"}]}\"\n"
        ),
    ]

    private static func object(_ text: String) -> String {
        "apiVersion: x/v1\nkind: X\n" + text.replacing("❶", with: "@" + PinFixture.digest)
    }

    @Test(arguments: rows)
    func `the digest follows the image wherever it is in the text`(before: String, after: String) throws {
        let fixture = try PinFixture(Self.object(before))
        #expect(fixture.patched == Self.object(after), "\(fixture.reasons)")
        #expect(try PinFixture(Self.object(after)).plan.files.isEmpty)
    }

    @Test(arguments: [
        ("spec:\n  pod: '{\"containers\": [{\"image\": \"a\\/b:1\"}]}'\n", "escapes"),
        ("spec:\n  pod: \"containers:\\n- image: a/b:1\\n- image: a/b:1\\n\"\n", "several times"),
        ("spec:\n  pod: '{\"containers\": [{\"image\": \"a/b:1\"}, {\"image\": \"a/b:1\"}]}'\n", "several times"),
        ("spec:\n  pod: |\n    image: {repository: quay.io/a/b, tag: v1}\n", "several fields inside of a text"),
    ])
    func `an image that cannot be located byte for byte is left alone, with the reason`(text: String, reason: String)
        throws
    {
        let fixture = try PinFixture(Self.object(text))
        #expect(fixture.plan.files.isEmpty, "\(fixture.patched)")
        #expect(!fixture.reasons.isEmpty && fixture.reasons.allSatisfy { $0.contains(reason) }, "\(fixture.reasons)")
    }
}
