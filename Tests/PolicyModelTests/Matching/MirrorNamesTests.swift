import ImageModel
import PolicyModel
import Testing

private let digest = "sha256:" + String(repeating: "a", count: 64)

private func names(_ mirror: String) throws -> MirrorNames {
    let contract = "images: { policy: { mirrorRegistry: ghcr.io/acme/mirror } }\n"
    return try #require(MirrorNames(try load(contract + "mirror: " + mirror)))
}

@Suite struct MirrorNamesTests {
    @Test(arguments: [
        ("{ from: [docker.io], naming: basename }", "docker.io/grafana/loki:3", "loki:3"),
        ("{ from: [docker.io], naming: basename }", "nginx", "nginx"),
        ("{ from: [docker.io], naming: path }", "docker.io/grafana/loki:3", "grafana/loki:3"),
        ("{ from: [docker.io], naming: path }", "nginx:1", "library/nginx:1"),
        ("{ from: [docker.io], naming: host-path }", "docker.io/grafana/loki:3", "docker.io/grafana/loki:3"),
        ("{ from: ['localhost:5000'], naming: host-path }", "localhost:5000/a/b:1", nil),
        ("{ from: [docker.io], naming: dashed }", "docker.io/grafana/loki:3", "grafana-loki:3"),
        ("{ from: [docker.io], naming: explicit }", "docker.io/grafana/loki:3", nil),
        ("{ from: [docker.io], naming: path }", "quay.io/a/b:1", nil),
        ("{ from: [docker.io/grafana], naming: path }", "docker.io/grafana/loki:3", "grafana/loki:3"),
        ("{ from: [docker.io/graf], naming: path }", "docker.io/grafana/loki:3", nil),
        ("{ from: ['*/grafana/*'], naming: path }", "docker.io/grafana/loki:3", "grafana/loki:3"),
        ("{ from: [docker.io], except: [docker.io/acme/**], naming: path }", "docker.io/acme/x/y:1", nil),
        ("{ from: [docker.io], except: [docker.io/acme/**], naming: path }", "docker.io/acm/x:1", "acm/x:1"),
        ("{ from: [ghcr.io], naming: path }", "ghcr.io/acme/mirror/loki:3", nil),
        ("{ from: [ghcr.io], naming: path }", "ghcr.io/acme/mirrored:3", "acme/mirrored:3"),
        ("{ from: [docker.io], naming: path, map: [{ source: docker.io/a/b, target: c }] }", "a/b:1", "c:1"),
        ("{ map: [{ source: registry.k8s.io/kubectl, target: kubectl }] }", "registry.k8s.io/kubectl:1", "kubectl:1"),
        ("{ except: [docker.io/a/b], map: [{ source: docker.io/a/b, target: c }] }", "a/b:1", nil),
    ])
    func `an upstream image has its name in the mirror`(mirror: String, upstream: String, expected: String?) throws {
        let counterpart = try names(mirror).counterpart(of: ImageReference(upstream))
        #expect(counterpart == (try expected.map { try ImageReference("ghcr.io/acme/mirror/" + $0) }))
    }

    @Test(
        arguments: [
            ("{ from: [docker.io], naming: path }", "grafana/loki:3", "docker.io/grafana/loki:3"),
            ("{ from: [docker.io, quay.io], naming: path }", "grafana/loki:3", nil),
            (
                "{ from: [docker.io/grafana, quay.io], naming: path, except: [quay.io/grafana/**] }", "grafana/loki:3",
                "docker.io/grafana/loki:3"
            ),
            ("{ from: [docker.io, quay.io], naming: host-path }", "quay.io/a/b:3", "quay.io/a/b:3"),
            ("{ from: [docker.io], naming: host-path }", "quay.io/a/b:3", nil),
            ("{ from: [docker.io], naming: dashed }", "grafana-loki:3", "docker.io/grafana/loki:3"),
            ("{ from: [docker.io], naming: dashed }", "grafana-loki-canary:3", nil),
            ("{ from: [docker.io], naming: basename }", "loki:3", nil),
            (
                "{ from: [docker.io], naming: basename, map: [{ source: docker.io/grafana/loki, target: loki }] }",
                "loki:3",
                "docker.io/grafana/loki:3"
            ),
            ("{ map: [{ source: docker.io/a/b, target: ghcr.io/acme/mirror/x }] }", "x:3", "docker.io/a/b:3"),
        ] as [(String, String, String?)])
    func `a name in the mirror leads back where it is unambiguous`(
        mirror: String, name: String, expected: String?
    ) throws {
        let mirrored = try ImageReference("ghcr.io/acme/mirror/" + name)
        #expect(try names(mirror).upstream(of: mirrored) == (try expected.map { try ImageReference($0) }))
    }

    @Test func `a base name leads back to the only candidate with that name`() throws {
        let names = try names("{ from: [docker.io, quay.io], naming: basename }")
        let mirrored = try ImageReference("ghcr.io/acme/mirror/loki:3")
        let candidates = try ["docker.io/grafana/loki:2", "docker.io/grafana/tempo:3"].map { try ImageReference($0) }
        #expect(names.upstream(of: mirrored, among: candidates)?.description == "docker.io/grafana/loki:3")
        let more = candidates + [try ImageReference("quay.io/other/loki:1")]
        #expect(names.upstream(of: mirrored, among: more) == nil)
    }

    @Test func `tag and digest are kept in both directions`() throws {
        let names = try names("{ from: [docker.io], naming: path }")
        let upstream = try ImageReference("docker.io/grafana/loki:3@" + digest)
        let mirrored = try #require(names.counterpart(of: upstream))
        #expect(mirrored.tag == "3")
        #expect(mirrored.digest?.description == digest)
        #expect(names.upstream(of: mirrored) == upstream)
    }

    @Test func `there are no names without a mirror`() {
        #expect(MirrorNames(Policy()) == nil)
    }

    @Test(
        arguments: [
            ("ghcr.io/acme/mirror", "ghcr.io/acme/mirror"), ("ghcr.io", "ghcr.io"),
            ("localhost:5000/m", "localhost:5000/m"),
            ("docker.io", "docker.io"), ("docker.io/acme", "docker.io/acme"), ("acme/mirror", nil), ("mirror", nil),
            ("ghcr.io/acme/", nil), ("ghcr.io/Acme", nil), ("ghcr.io/a:1", nil), ("", nil),
        ] as [(String, String?)])
    func `a prefix starts with a registry's host`(text: String, expected: String?) {
        #expect((try? RepositoryPrefix(text))?.description == expected)
    }
}
