import ImageModel
import MirrorChecking
import PolicyModel
import SourceText
import Testing

@Suite struct MirrorMapTests {
    private static let mirror = "ghcr.io/acme/mirror"

    private func pairs(_ text: String, mirror: String? = mirror) throws -> [String] {
        let map = MirrorMap(mirror: try mirror.map { try RepositoryPrefix($0) }, required: [.linuxAMD64])
        return try map.pairs(in: SourceFile(path: "map.yaml", text: text)).map { "\($0.source) \($0.target)" }
    }

    private func mistake(in text: String) -> String {
        do { return "no mistake: \(try pairs(text))" } catch {
            return String("\(error)".split(separator: "\n", omittingEmptySubsequences: false)[0])
        }
    }

    @Test func `a list of pairs is found at any depth, such as the matrix of a workflow`() throws {
        let workflow = """
            on: { schedule: [{ cron: "0 3 * * *" }] }
            jobs:
              mirror:
                strategy:
                  matrix:
                    include:
                      - source: docker.io/grafana/loki:3.5.7
                        target: ghcr.io/acme/mirror/loki:3.5.7
                      - { name: exporter, source: "altinity/metrics-exporter:0.25.4", target: clickhouse-metrics-exporter }
                steps:
                  - uses: actions/checkout@v5
                  - run: skopeo copy --all docker://${{ matrix.source }} docker://${{ matrix.target }}
                    with: { source: "${{ matrix.source }}", target: "${{ matrix.target }}" }
            """
        #expect(
            try pairs(workflow) == [
                "docker.io/grafana/loki:3.5.7 ghcr.io/acme/mirror/loki:3.5.7",
                "docker.io/altinity/metrics-exporter:0.25.4 ghcr.io/acme/mirror/clickhouse-metrics-exporter:0.25.4",
            ])
    }

    @Test(arguments: [
        "nginx:1 ghcr.io/acme/mirror/nginx:1", "nginx:1\tghcr.io/acme/mirror/nginx:1\r\n",
        "# all of them\n\n  nginx:1 -> nginx # the web server\n", "nginx:1 => nginx", "nginx:1=nginx", "nginx:1=>nginx",
        "docker://docker.io/library/nginx:1 docker://ghcr.io/acme/mirror/nginx:1", "\u{FEFF}nginx:1 nginx",
        "- {source: nginx:1, target: nginx}", "[{\"source\": \"nginx:1\", \"target\": \"nginx:1\"}]",
        "---\nimages:\n- source: docker://nginx:1\n  target: nginx\n---\n# nothing else\n",
    ])
    func `a pair may be written in many ways`(text: String) throws {
        #expect(try pairs(text) == ["docker.io/library/nginx:1 ghcr.io/acme/mirror/nginx:1"])
    }

    @Test func `pairs keep their order and their places`() throws {
        let map = MirrorMap(mirror: nil, required: [])
        let text = SourceFile(path: "map.txt", text: "# x\n  a/b:1   quay.io/c/d:2\na/e:1 quay.io/c/e:1\n")
        #expect(
            try map.pairs(in: text).flatMap { pair in pair.places.map { "\($0)" } } == ["map.txt:2:3", "map.txt:3:1"])
        let yaml = SourceFile(path: "map.yaml", text: "list:\n- target: quay.io/c/d:2\n  source: 'a/b:1'\n")
        #expect(try map.pairs(in: yaml).flatMap { pair in pair.places.map { "\($0)" } } == ["map.yaml:3:11"])
    }

    @Test func `a target without a registry is Docker Hub's without a mirror, and with docker:// always`() throws {
        #expect(try pairs("a/b:1 c/d", mirror: nil) == ["docker.io/a/b:1 docker.io/c/d:1"])
        #expect(try pairs("a/b:1 docker://c/d") == ["docker.io/a/b:1 docker.io/c/d:1"])
    }

    @Test func `a tag of the target's own wins over the source's, and a pinned source is mirrored under its tag`()
        throws
    {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        #expect(try pairs("a/b:1 c:2") == ["docker.io/a/b:1 ghcr.io/acme/mirror/c:2"])
        #expect(try pairs("a/b:1@\(digest) c") == ["docker.io/a/b:1@\(digest) ghcr.io/acme/mirror/c:1"])
        #expect(try pairs("a/b@\(digest) c") == ["docker.io/a/b@\(digest) ghcr.io/acme/mirror/c@\(digest)"])
    }

    @Test(arguments: [
        ("list:\n- source: a/b:1\n- source: a/c:1\n  target: c\n", "map.yaml:2:3: error: this pair has no `target`"),
        ("list: [{ source: a/b:1 }]\n", "map.yaml:1:8: error: this pair has no `target`"),
        ("- target: c\n- target: d\n", "map.yaml:1:3: error: this pair has no `source`"),
        ("a/b:1\n", "map.yaml:1:1: error: a line takes two images, upstream's and the mirror's; this one has 1 word"),
        ("- source: a/b:1\n  target: A/b\n", "map.yaml:2:11: error: `A/b` is not an image reference"),
        ("- source: ${IMAGE}\n  target: c\n", "map.yaml:1:11: error: `${IMAGE}` contains an unrendered template"),
        ("- source: [a]\n  target: c\n", "map.yaml:1:11: error: `source` must be an image, not a list"),
        ("- source: \"\"\n  target: c\n", "map.yaml:1:11: error: missing image"),
        ("a/b:1 c\na/d:1\n", "map.yaml:2:1: error: a line takes two images"),
        (
            "a/b:1 c d\n",
            "map.yaml:1:9: error: a line takes two images, upstream's and the mirror's; this one has 3 words"
        ),
        ("a/b:1 C\n", "map.yaml:1:7: error: `C` is not an image reference"),
        ("a: [", "map.yaml:1:"),
    ])
    func `a mistake is reported with file, line and column`(text: String, expected: String) {
        let mistake = mistake(in: text)
        #expect(mistake.hasPrefix(expected), "\(mistake)")
    }

    @Test(arguments: ["", "# nothing\n", "images: []\n", "{}", "source: a/b:1\ntarget: c\n"])
    func `a file without a list of pairs has no pairs`(text: String) throws {
        #expect(try pairs(text) == [])
    }
}
