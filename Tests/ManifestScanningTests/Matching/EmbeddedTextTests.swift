import AuditModel
import ManifestScanning
import SourceText
import Testing

@Suite struct EmbeddedTextTests {
    @Test func `values of a ConfigMap are images by their names or their form`() {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            data:
              queue-sidecar-image: a/b:1
              plugin: quay.io/a/b:1
              image: logo.png
              host: redis:6379
              path: registry.k8s.io/docs
              background-image: url(/img/a.png)
              images.json: '{"title": "{{image}}"}'
              x: {image: quay.io/a/b:1}
            binaryData: {image: quay.io/a/b:1}
            """
        #expect(images(text) == ["4:24 a/b:1 config-data likely", "5:11 quay.io/a/b:1 config-data likely"])
    }

    @Test func `readable values of a Secret are read, encoded ones are not`() {
        let text = "{apiVersion: v1, kind: Secret, data: {image: YS9iOjE=}, stringData: {app-image: a/b:1}}"
        #expect(images(text) == ["1:81 a/b:1 config-data likely"])
    }

    @Test func `a document in a literal block has its own lines and columns`() {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: outer}
            data:
              pod.yaml: |
                # comment
                kind: Pod
                apiVersion: v1
                metadata: {name: inner}
                spec:
                  containers:
                  - image: "quay.io/a/b:1"
              list.yaml: |2-

                - image: a/b:1
                ---
                image: {repository: c/d, tag: "2"}
              deep.yaml: |
                a: |
                  b: |
                    image: a/b:3
            """
        #expect(
            scan(text) == [
                "12:16 quay.io/a/b:1 container likely ConfigMap/outer $.data['pod.yaml']»$.spec.containers[0].image",
                "15:14 a/b:1 image-key possible ConfigMap/outer $.data['list.yaml']»$[0].image",
                "17:25 c/d:2 image-map likely ConfigMap/outer $.data['list.yaml']»[1]$.image.repository",
                "21:16 a/b:3 image-key possible ConfigMap/outer $.data['deep.yaml']»$.a»$.b»$.image",
            ])
    }

    @Test func `a document in another style has the position of its string`() {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            data:
              app.json: '{"sidecar": {"image": "a/b:1"}}'
              folded.yaml: >-
                {"image":
                "a/b:2"}
              quoted.json: "{\\"image\\": \\"a/b:3\\"}"
            """
        #expect(
            images(text) == [
                "4:13 a/b:1 image-key possible", "5:16 a/b:2 image-key possible", "8:16 a/b:3 image-key possible",
            ])
    }

    @Test func `strings are read three levels deep`() {
        func nested(_ depth: Int) -> String {
            (0..<depth).reduce("image: quay.io/a/b:1\n") { inner, _ in
                "x: |\n" + inner.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n") + "\n"
            }
        }
        #expect(images("apiVersion: x/v1\nkind: X\n" + nested(3)).count == 1)
        #expect(images("apiVersion: x/v1\nkind: X\n" + nested(4)).isEmpty)
    }

    @Test func `a line with an image is found in a template that does not parse`() {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            data:
              template: |
                containers:
                {{- range .Containers }}
                - image: {{ .Image }}
                {{- end }}
                - image: "nginx:1.27" # why
                  image: word
            """
        let found = ManifestScanner().scan(SourceFile(path: "t", text: text)).occurrences.map {
            "\($0.position) \($0.text) \($0.confidence) \($0.content)"
        }
        #expect(found == ["7:14 {{ .Image }} possible deferred", "9:14 nginx:1.27 possible image"])
    }

    @Test func `a setting with an image is found in configuration files`() {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            data:
              config.toml: |
                [runners.kubernetes]
                  image = "ubuntu:22.04"
                  helper_image = "a/helper:1" # why
                  image_pull_policy = "a/b:1"
                  backgroundImage = "a/b:1"
                  X_IMAGE=$(tag)/a:1
              flink.conf: |
                kubernetes.container.image=a/flink:1
                my-image:1.0/x
                {{ end }}
                sidecarImage: a/sidecar:1
            """
        #expect(
            images(text) == [
                "6:15 ubuntu:22.04 text possible", "7:22 a/helper:1 text possible", "12:32 a/flink:1 text possible",
                "15:19 a/sidecar:1 text possible",
            ])
    }

    @Test func `scripts and files for machines are searched, other texts are not`() {
        let text = """
            apiVersion: tekton.dev/v1
            kind: Task
            spec:
              description: |
                Pulls docker.io/library/alpine:3.18
                and pushes it.
              steps:
              - image: a/b:1
                script: |
                  set -e
                  skopeo copy docker://docker.io/library/alpine:3.18 oci:x
              files:
              - contents: |
                  [Service]
                  ExecStart=/usr/bin/podman run quay.io/c/d:1
              preKubeadmCommands:
              - ctr image pull docker.io/library/e:1
            """
        #expect(
            images(text) == [
                "8:12 a/b:1 container certain", "11:28 docker.io/library/alpine:3.18 text possible",
                "15:37 quay.io/c/d:1 text possible", "17:5 docker.io/library/e:1 text possible",
            ])
    }

    @Test func `an image inside of a longer text is marked as a portion`() {
        let text = """
            apiVersion: v1
            kind: Pod
            metadata: {annotations: {x: '{"image": "quay.io/a/b:1"}'}}
            spec:
              containers:
              - {image: "a:1", args: ["--x-image=b/c:1", "d.io/e:1"]}
            """
        let found = ManifestScanner().scan(SourceFile(path: "t", text: text)).occurrences
        #expect(found.map { $0.parts[0].isPortion } == [true, false, true, false])
    }

    @Test(arguments: [
        ("sidecar.istio.io/proxyImage: a/b:1", "a/b:1 annotation likely"),
        ("config.linkerd.io/debug-image: a/b", "a/b annotation likely"),
        ("config.linkerd.io/proxy-image: a/b, config.linkerd.io/proxy-version: v2", "a/b:v2 annotation likely"),
        ("containerImage: quay.io/a/b:1", "quay.io/a/b:1 annotation likely"),
        ("example.com/thing: quay.io/a/b:1", "quay.io/a/b:1 annotation possible"),
        ("example.com/list: '[{\"image\": \"a/b:1\"}]'", "a/b:1 image-key possible"),
    ])
    func `an annotation is an image by its name or its value`(annotation: String, expected: String) {
        let text = "{apiVersion: v1, kind: Pod, metadata: {annotations: {\(annotation)}}}"
        #expect(images(text).map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [expected])
    }

    @Test(arguments: [
        "kubectl.kubernetes.io/last-applied-configuration: '{\"image\": \"quay.io/a/b:1\"}'",
        "argocd-image-updater.argoproj.io/image-list: app=quay.io/a/b:1", "example.com/icon-image: https://e.com/x.png",
        "image.openshift.io/triggers: '[{\"image\": \"quay.io/a/b:1\"}]'", "volume-provisioner: docker.io/hostpath",
        "config.linkerd.io/proxy-image-version: v2", "example.com/app-image: word",
        "client.knative.dev/user-image: quay.io/a/b:1",
    ])
    func `annotations that repeat state, configure tools or show pictures are not images`(annotation: String) {
        #expect(images("{apiVersion: v1, kind: Pod, metadata: {annotations: {\(annotation)}}}") == [])
    }
}
