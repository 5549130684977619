import Testing

@testable import ImageModel

private let hex64 = String(repeating: "f", count: 64)

@Suite struct InvalidReferenceTests {
    static let malformed = [
        ":justtag", "@sha256:\(hex64)", "repo@sha256:ffffffffffffffffffffffffffffffffff", "Uppercase:tag",
        "test:5000/Uppercase/lowercase:tag", "domain/" + String(repeating: "a", count: 256) + ":tag",
        String(repeating: "a/", count: 128) + "a", "aa/asdf$$^/aa", "[2001:db8::1]", "[2001:db8::1]:5000",
        "[2001:db8::1]:tag", "[fe80::1%eth0]:5000/repo", "[fe80::1%@invalidzone]:5000/repo",

        "https://github.com/docker/docker", "docker/Docker", "-docker", "-docker/docker", "-docker.io/docker/docker",
        "docker///docker", "docker.io/docker/Docker", "docker.io/docker///docker", "[fc00::1]", "[fc00::1]:5000",
        "fc00::1:5000/debian", "[fe80::1%eth0]:5000/debian", "[2001:db8:3:4::192.0.2.33]:5000/debian", hex64,
        "sha256:\(hex64)", "docker-/docker", "-docker-/docker", "____/____", "_docker/_docker", "dock..er/docker",
        "dock_.er/docker", "dock-.er/docker", "docker/", String(repeating: "a", count: 256) + "/docker", "image:-foo",
        "image:.foo", "image@foo",

        "test.com:http/x", "-ab.com/x", "ab-.com/x", "ab.-com/x", "ab.com-/x", "[fd00:1:2::3]75050/x",
        "[fd00:1:2::3]::75050/x", "[fd00:1:2::3%eth0]:75050/x", "fd00:1:2::3:75050/x", "192.168.1.1:750050/x",
        "[fd00123123123]:75050/x", "[2001:0db8:85a3:0000:0000:8a2e:0370:7334]:750505/x", "host:0/x", "host:65536/x",
        "host:/x", "[]/x", "[:1]/x", "[1:::2]/x", "[1:2:3:4:5:6:7:8:9]/x", "[::1/x",

        "a/a/a/a/", "a//a/a", "foo.com/", "foo.com:http/bar", "a^a", "a-/a/a/a", "foo.com/a-/a/a", "foo/bar-",
        "foo-/bar", "foo/-bar", "_foo/bar", "foo_bar.com:8080/app", "docker_/docker_", "example.com/__underscore/x",
        "example.com/..dots/x", "example.com/.dots/x", "example.com/nodouble..dots/x", "docker./docker",
        ".docker/docker", "do..cker/docker", "do__cker:8080/docker", "Foo/FarB",
        "registry.com:8080/myapp@sha256:badbadbadbad", "registry.com:8080/myapp:invalid~tag",
        "bad_hostname.com:8080/myapp:tag", "localhost:http/name@sha256:\(hex64)", "registry.com:8080/myapp@bad",
        "registry.com:8080/myapp@2bad",

        "example./g/roup/image:a", "example.:5000/x", "[1::2::3]/project/image:tag", "::1/project/image:tag",
        "docker-.io/project/image:tag", "project/image___x:tag", "project/star*:tag", "project/image:tag^1",
        "unknown://repo:tag", "image:" + String(repeating: "a", count: 129), "library/ubuntu:",
        "library/nginx:@sha256:\(hex64)", "gcr.io/p/x@unknown:abc123", "gcr.io/p/x@sha256:d34db33fd34db33f",
        "gcr.io/p/x@", "repo@sha256:" + String(repeating: ":", count: 64),
        "repo@sha256:" + String(repeating: "sh", count: 32), "repo@sha256:D@D", "gcr.io/p/bad_chars:c@n'tuse",
        "x:a b", "white space", "b@char/image", "gcr?com", "../x", "a/../b", "x/-y", "localhost", "/hello-world:linux",
        "localhost/UPPERCASE/test", "localhost:v1/hello-world", "host/hello-world:foobar:sha256:\(hex64)",
        "hello-world@@sha256:\(hex64)", "hello-world @sha256:\(hex64)", "oci://host/repo", "https://host/repo:tag",
        "docker://nginx", "docker-daemon:library/nginx:1", "docker.io/library/redis:foo?fooo=asdf",
        "/docker.io/library/redis", "http://host/x", "x@sha256:abcdef",

        " nginx", "nginx ", "nginx\t", "\u{a0}nginx", "ngi\u{200b}nx", "\u{202e}nginx", "\"nginx\"", "'nginx'",
        "nginx\r\n", "nginx:1\r\n", "nginx\n/x", "ngi\u{301}nx", "nginx:1.25@", "nginx@", "nginx:", ":", "@", "/", "//",
        "nginx@sha256:" + String(repeating: "F", count: 64), "nginx@SHA256:\(hex64)", "a=b/c", "a+b", "x:a+b", "x:a=b",
        "nginx%0d%0a", "nginx#x", "nginx\\x", "5$", "100%", "a<b", "a%b", "a\u{0}b",
    ]

    @Test(arguments: malformed)
    func `a text that breaks the grammar is invalid, with a reason`(text: String) {
        #expect { try ImageReference(text) } throws: { error in
            guard case .invalid(let reason)? = error as? ReferenceError else { return false }
            return !reason.isEmpty
        }
    }

    @Test func `an empty text is not a reference`() {
        #expect(throws: ReferenceError.empty) { try ImageReference("") }
    }

    @Test(arguments: [
        ("validname@invaliddigest:\(hex64)", "invaliddigest"),
        ("x@sha384:" + String(repeating: "a", count: 96), "sha384"),
        ("x@blake3:" + String(repeating: "a", count: 64), "blake3"),
        ("x@sha256+b64u:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564=", "sha256+b64u"),
        (
            "x:1@multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8", "multihash+base58"
        ),
    ])
    func `a digest of an algorithm that polyarch does not compute is unsupported, not invalid`(
        text: String, algorithm: String
    ) {
        #expect(throws: ReferenceError.unsupportedAlgorithm(algorithm)) { try ImageReference(text) }
    }

    @Test(arguments: [
        "{{ .Values.image }}", "{{hub}}/x:{{ .tag }}", "nginx:{{ .tag", "{% if x %}a{% endif %}", "${IMAGE}",
        "x:${TAG:-latest}", "$(params.image)", "x:v$(VERSION)", "$IMAGE", "x:$TAG", "<no value>", "x:<nil>",
        "<your-registry>/x", "%IMAGE%", "x:%TAG_NAME%", "@@IMAGE@@", "x:@@VERSION@@", "[[ .Image ]]",
        "ko://github.com/acme/app/cmd/server", "ENC[AES256_GCM,data:abc=]", "{image}", "x:%!s(<nil>)",
    ])
    func `an unexpanded template is recognised`(text: String) {
        #expect(throws: ReferenceError.template) { try ImageReference(text) }
    }

    @Test(arguments: [
        ("nginx:", "no tag after the ':'"), ("nginx:1@", "no digest after the '@'"), (hex64, "image ID"),
        ("sha256:\(hex64)", "image ID"), ("example./x", "ends with a dot"), ("https://host/x", "scheme"),
        (" nginx", "white space"), ("a/B", "lower case"), ("host:70000/x", "port"),
        ("localhost", "without a repository"),
        ("nginx@sha256:ABC", "lower-case hexadecimal"),
    ])
    func `frequent mistakes have reasons of their own`(text: String, reason: String) {
        #expect { try ImageReference(text) } throws: { error in
            guard case .invalid(let message)? = error as? ReferenceError else { return false }
            return message.contains(reason)
        }
    }
}
