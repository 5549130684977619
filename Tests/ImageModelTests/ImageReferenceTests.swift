import Testing

@testable import ImageModel

private let hex64 = String(repeating: "f", count: 64)
private let hex128 = String(repeating: "0", count: 128)

/// The tables follow the test suites of distribution/reference, go-containerregistry, regclient, oras-go and
/// containerd, with Docker's normalisation.
@Suite struct ImageReferenceTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let name: String
        let tag: String?
        let digest: String?
        var testDescription: String { String(text.prefix(80)) }

        init(_ text: String, _ name: String, tag: String? = nil, digest: String? = nil) {
            self.text = text
            self.name = name
            self.tag = tag
            self.digest = digest
        }
    }

    static let grammar = [
        Row("test_com", "docker.io/library/test_com"),
        Row("test.com:tag", "docker.io/library/test.com", tag: "tag"),
        Row("test.com:5000", "docker.io/library/test.com", tag: "5000"),
        Row("test.com/repo:tag", "test.com/repo", tag: "tag"),
        Row("test:5000/repo", "test:5000/repo"),
        Row("test:5000/repo:tag@sha256:\(hex64)", "test:5000/repo", tag: "tag", digest: "sha256:\(hex64)"),
        Row("validname@sha512:\(hex128)", "docker.io/library/validname", digest: "sha512:\(hex128)"),
        Row("Uppercase/lowercase:tag", "Uppercase/lowercase", tag: "tag"),
        Row("lowercase:Uppercase", "docker.io/library/lowercase", tag: "Uppercase"),
        Row(
            "example.com/" + String(repeating: "a", count: 255) + ":tag",
            "example.com/" + String(repeating: "a", count: 255), tag: "tag"),
        Row(
            String(repeating: "a/", count: 127) + "a:tag-puts-this-over-max",
            "docker.io/" + String(repeating: "a/", count: 127) + "a", tag: "tag-puts-this-over-max"),
        Row("sub-dom1.foo.com/bar/baz/quux:some-long-tag", "sub-dom1.foo.com/bar/baz/quux", tag: "some-long-tag"),
        Row(
            "b.gcr.io/test.example.com/my-app:test.example.com", "b.gcr.io/test.example.com/my-app",
            tag: "test.example.com"),
        Row("xn--n3h.com/myimage:xn--n3h.com", "xn--n3h.com/myimage", tag: "xn--n3h.com"),
        Row("foo_bar.com:8080", "docker.io/library/foo_bar.com", tag: "8080"),
        Row("foo/foo_bar.com:8080", "docker.io/foo/foo_bar.com", tag: "8080"),
        Row("192.168.1.1", "docker.io/library/192.168.1.1"),
        Row("192.168.1.1:tag", "docker.io/library/192.168.1.1", tag: "tag"),
        Row("192.168.1.1:5000", "docker.io/library/192.168.1.1", tag: "5000"),
        Row("192.168.1.1/repo", "192.168.1.1/repo"),
        Row("192.168.1.1:5000/repo:5050", "192.168.1.1:5000/repo", tag: "5050"),
        Row("[2001:db8::1]/repo", "[2001:db8::1]/repo"),
        Row("[2001:db8:1:2:3:4:5:6]/repo:tag", "[2001:db8:1:2:3:4:5:6]/repo", tag: "tag"),
        Row(
            "[2001:db8::1]:5000/repo:tag@sha256:\(hex64)", "[2001:db8::1]:5000/repo", tag: "tag",
            digest: "sha256:\(hex64)"),
        Row("[2001:db8::]:5000/repo", "[2001:db8::]:5000/repo"),
        Row("[::1]:5000/repo", "[::1]:5000/repo"),
    ]

    static let normalisation = [
        Row("docker/docker", "docker.io/docker/docker"),
        Row("library/debian", "docker.io/library/debian"),
        Row("debian", "docker.io/library/debian"),
        Row("localhost/library/debian", "localhost/library/debian"),
        Row("localhost/debian", "localhost/debian"),
        Row("LOCALDOMAIN/library/debian", "LOCALDOMAIN/library/debian"),
        Row("LOCALHOST/debian", "localhost/debian"),
        Row("docker.io/docker/docker", "docker.io/docker/docker"),
        Row("docker.io/debian", "docker.io/library/debian"),
        Row("index.docker.io/debian", "docker.io/library/debian"),
        Row("registry-1.docker.io/library/debian", "docker.io/library/debian"),
        Row("DOCKER.IO/debian", "docker.io/library/debian"),
        Row("docker.io:443/debian", "docker.io/library/debian"),
        Row("Ghcr.io/x/y", "ghcr.io/x/y"),
        Row("ghcr.io/debian", "ghcr.io/debian"),
        Row("127.0.0.1:5000/debian", "127.0.0.1:5000/debian"),
        Row("192.168.0.1:80", "docker.io/library/192.168.0.1", tag: "80"),
        Row("192.168.0.1:8/debian", "192.168.0.1:8/debian"),
        Row("[fc00::1]:5000/docker", "[fc00::1]:5000/docker"),
        Row("[FC00::1]:5000/docker", "[fc00::1]:5000/docker"),
        Row("[fc00:1:2:3:4:5:6:7]:5000/library/debian", "[fc00:1:2:3:4:5:6:7]:5000/library/debian"),
        Row("Docker/docker", "Docker/docker"),
        Row("DOCKER/docker", "DOCKER/docker"),
        Row("docker.io/\(hex64)", "docker.io/library/\(hex64)"),
        Row("docker---rules/docker", "docker.io/docker---rules/docker"),
        Row("dock__er/docker", "docker.io/dock__er/docker"),
        Row("d/docker", "docker.io/d/docker"),
        Row("jess/t", "docker.io/jess/t"),
        Row(String(repeating: "x", count: 64), "docker.io/library/" + String(repeating: "x", count: 64)),
        Row(String(repeating: "f", count: 63), "docker.io/library/" + String(repeating: "f", count: 63)),
        Row("dbcc1", "docker.io/library/dbcc1"),
        Row("test_com/foo", "docker.io/test_com/foo"),
        Row("docker/migrator", "docker.io/docker/migrator"),
        Row("test-com:8080/foo", "test-com:8080/foo"),
        Row("docker.io/library/foo/bar", "docker.io/library/foo/bar"),
        Row("localhost/fooo/bar", "localhost/fooo/bar"),
        Row("Foo/bar", "Foo/bar"),
        Row("FOO/bar", "FOO/bar"),
        Row("127.0.0.1:8000/privatebase", "127.0.0.1:8000/privatebase"),
        Row("busybox", "docker.io/library/busybox"),
        Row("docker.io/busybox:latest", "docker.io/library/busybox", tag: "latest"),
        Row("gcr.io/library/busybox", "gcr.io/library/busybox"),
        Row(
            "gcr.io/library/busybox:latest@sha256:\(hex64)", "gcr.io/library/busybox", tag: "latest",
            digest: "sha256:\(hex64)"),
        Row("b.gbc.io:443/x", "b.gbc.io:443/x"),
        Row("0101.com/x", "0101.com/x"),
        Row("001a.com/x", "001a.com/x"),
        Row("Asdf.com/foo/bar", "asdf.com/foo/bar"),
        Row("foo_bar", "docker.io/library/foo_bar"),
        Row("do__cker/docker", "docker.io/do__cker/docker"),
        Row("example.com/some_separator__underscore/myimage", "example.com/some_separator__underscore/myimage"),
        Row(
            "registry.io/foo/project--id.module--name.ver---sion--name",
            "registry.io/foo/project--id.module--name.ver---sion--name"),
        Row("localhost:8080@sha256:\(hex64)", "docker.io/library/localhost", tag: "8080", digest: "sha256:\(hex64)"),
        Row("localhost@sha256:\(hex64)", "docker.io/library/localhost", digest: "sha256:\(hex64)"),
        Row("EXAMPLE/group-image:V42", "EXAMPLE/group-image", tag: "V42"),
        Row("Example-1/image:1.0-BETA", "Example-1/image", tag: "1.0-BETA"),
        Row("example-A/group/image:v42", "example-A/group/image", tag: "v42"),
        Row("e.xample.co/g-r.o__u_p/im----age:a", "e.xample.co/g-r.o__u_p/im----age", tag: "a"),
        Row("image:__a--b..5__", "docker.io/library/image", tag: "__a--b..5__"),
        Row(
            "image:" + String(repeating: "a", count: 128), "docker.io/library/image",
            tag: String(repeating: "a", count: 128)),
        Row("hello-world:linux", "docker.io/library/hello-world", tag: "linux"),
        Row("localhost:65535/x", "localhost:65535/x"),
    ]

    @Test(arguments: grammar + normalisation)
    func `a valid reference is parsed and normalised`(row: Row) throws {
        let reference = try ImageReference(row.text)
        #expect(reference.name == row.name)
        #expect(reference.tag == row.tag)
        #expect(reference.digest?.description == row.digest)
    }

    @Test(arguments: grammar + normalisation)
    func `the canonical spelling names the same image`(row: Row) throws {
        let reference = try ImageReference(row.text)
        let again = try ImageReference(reference.description)
        #expect(again == reference.with(tag: reference.effectiveTag, digest: reference.digest))
        #expect(again.description == reference.description)
    }

    @Test func `different spellings of an image are equal`() throws {
        let spellings = [
            "nginx", "docker.io/nginx", "index.docker.io/library/nginx:latest", "registry-1.docker.io/library/nginx",
            "library/nginx", "DOCKER.io/library/nginx",
        ]
        #expect(Set(try spellings.map { try ImageReference($0).description }) == ["docker.io/library/nginx:latest"])
    }

    @Test func `a tag is only implied without a digest`() throws {
        #expect(try ImageReference("nginx").effectiveTag == "latest")
        #expect(try ImageReference("nginx@sha256:\(hex64)").effectiveTag == nil)
        #expect(try ImageReference("nginx:1@sha256:\(hex64)").effectiveTag == "1")
    }

    @Test func `a first part that is a host only because of upper case is a likely mistake`() throws {
        #expect(try ImageReference("Grafana/loki:3").likelyMeant == ImageReference("grafana/loki:3"))
        for text in ["grafana/loki", "Ghcr.io/x/y", "LOCALHOST/x", "Host:5000/x"] {
            #expect(try ImageReference(text).likelyMeant == nil)
        }
    }
}
