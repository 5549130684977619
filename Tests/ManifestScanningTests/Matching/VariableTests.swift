import Testing

@Suite struct VariableTests {
    @Test(arguments: [
        ("{name: APP_IMAGE, value: a/b}", "a/b variable likely"),
        ("{name: APP_IMAGE, value: 'redis:7'}", "redis:7 variable likely"),
        ("{name: RELATED_IMAGE_X, value: quay.io/a/b:1}", "quay.io/a/b:1 variable likely"),
        ("{name: RELATED_IMAGE_MODEL_SERVER, value: a/b:1}", "a/b:1 variable likely"),
        ("{name: OPERATOR_IMAGE_NAME, value: a/b:1}", "a/b:1 variable likely"),
        ("{name: RUNNER_LABELS, value: 'debian:docker://a/b:1'}", "a/b:1 docker-url likely"),
        ("{name: VIRTIO_CONTAINER, value: quay.io/a/b:1}", "quay.io/a/b:1 variable likely"),
        ("{name: BUILDER_IMAGE, default: quay.io/a/b:1}", "quay.io/a/b:1 variable likely"),
        ("{name: RELATED_IMAGE_X, value: $(OTHER)}", "$(OTHER) variable possible"),
        ("{name: CONFIG, value: '{\"image\": \"quay.io/a/b:1\"}'}", "quay.io/a/b:1 image-key possible"),
        ("{name: SOURCE, value: 'oci://quay.io/a/b'}", "oci://quay.io/a/b oci-url certain"),
    ])
    func `a variable holds an image by its name or by its value`(variable: String, expected: String) {
        #expect(images(inSpec: "env: [\(variable)]") == [expected])
        #expect(images(inSpec: "parameters: [\(variable)]") == [expected])
    }

    @Test(arguments: [
        "{name: IMAGE_PULL_POLICY, value: a/b}", "{name: IMAGE_TAG, value: v1}", "{name: APP_IMAGE, value: word}",
        "{name: IMAGE_PROVIDER_ADDR, value: 'image-provider:8081'}", "{name: IMAGE_REGISTRY, value: quay.io/a}",
        "{name: DB, value: 'postgres.db.svc:5432/app:main'}", "{name: HOST, value: 'redis:6379'}",
        "{name: IMAGE_HOST_X, value: 'redis:6379'}", "{name: APP_IMAGE}",
        "{name: IMAGE_GENERATION_MODEL, value: a/b-turbo}",
        "{name: S3_IMAGE_BUCKET, value: images/a}", "{name: IMAGE_OPTS, value: '-Da=b/c:d'}",
        "{name: image.tag, value: 'v{{x}}'}",
    ])
    func `a variable about an image does not hold one`(variable: String) {
        #expect(images(inSpec: "env: [\(variable)]") == [])
    }

    @Test func `a variable of any name may list images`() {
        #expect(
            images(inSpec: "env: [{name: PLUGINS, value: 'docker.io/a/b:1,quay.io/c/d:2'}]")
                == ["docker.io/a/b:1 text possible", "quay.io/c/d:2 text possible"])
    }

    @Test func `a variable of several lines may hold an image on each`() {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            spec:
              env:
              - name: KAFKA_IMAGES
                value: |
                  3.8.0=quay.io/a/kafka:3.8
                  # 3.7.0=quay.io/a/kafka:3.7
                  3.9.0=a/kafka:3.9
            """
        #expect(images(text) == ["7:13 quay.io/a/kafka:3.8 text likely", "9:13 a/kafka:3.9 text likely"])
    }

    @Test(arguments: [
        ("[--app-image=a/b]", ["a/b argument likely"]),
        ("[-app-image, a/b, --other, c/d]", ["a/b argument likely"]),
        ("[--backing-image-manager-image, a/b]", ["a/b argument likely"]),
        ("[controller, --helper-image, 'a/b:1']", ["a/b:1 argument likely"]),
        ("['--reloader=quay.io/a/b:1']", ["quay.io/a/b:1 argument likely"]),
        ("['--images=a/b:1,c/d:2']", ["a/b:1 argument likely", "c/d:2 argument likely"]),
        ("[quay.io/a/b:1]", ["quay.io/a/b:1 argument likely"]),
        ("['--app-image=$(X)']", ["$(X) argument possible"]),
        ("['pull quay.io/a/b:1 now']", ["quay.io/a/b:1 text possible"]),
        ("['--image-pull-policy=a/b', '--upstream=redis:6379', '--bind=0.0.0.0:80', --repo=github.com/a/b]", []),
        ("['--url=https://quay.io/a/b:1']", []),
        ("[sh, -c, image]", []),
    ])
    func `an argument holds an image by its flag or by its value`(arguments: String, expected: [String]) {
        #expect(images(inSpec: "args: \(arguments)") == expected)
        #expect(images(inSpec: "command: \(arguments)") == expected)
    }

    @Test func `a script is searched for words with a host and a tag`() {
        let text = """
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - image: a:1
                args:
                - |
                  crictl pull ghcr.io/a/b:1
                  curl https://ghcr.io/v2/a/x:1 && skopeo inspect docker://quay.io/c/d:2;
                  # docker pull quay.io/e/f:3
            """
        #expect(
            images(text) == [
                "5:12 a:1 container certain", "8:19 ghcr.io/a/b:1 text possible", "9:64 quay.io/c/d:2 text possible",
            ])
    }
}
