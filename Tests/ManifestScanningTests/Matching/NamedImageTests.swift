import AuditModel
import SourceText
import Testing

@testable import ManifestScanning

@Suite struct NamedImageTests {
    @Test(arguments: [
        ("queueSidecarImage", "queue sidecar image"), ("RELATED_IMAGE_KAFKA", "related image kafka"),
        ("logging.fluentd-sidecar-image", "logging fluentd sidecar image"), ("osImageURL", "os image url"),
        ("dockerimage", "docker image"), ("image2", "image2"), ("URLPath", "url path"), ("", ""),
    ])
    func `a key has the same words in every spelling`(key: String, words: String) {
        #expect(KeyWords(key).words.joined(separator: " ") == words)
    }

    @Test(arguments: [
        "imageName", "baseImage", "proxyImage", "redis_image", "sandbox-image", "registrationImagePullSpec",
        "osImageURL", "customImageRef", "dockerimage", "imageURI",
    ])
    func `a key that ends in a word for an image names one`(key: String) {
        #expect(images(inSpec: "\(key): quay.io/a/b:1") == ["quay.io/a/b:1 image-name certain"])
        #expect(images(inSpec: "\(key): a/b") == ["a/b image-name likely"])
        #expect(images(inSpec: "\(key): '${X}'") == ["${X} image-name likely"])
        #expect(images(inSpec: "\(key): word") == [], "a single word may be anything")
    }

    @Test func `a key that begins with image, followed by its owner, names a reference with a tag`() {
        #expect(images(inSpec: "imageEnvoy: a/b:1") == ["a/b:1 image-name likely"])
        #expect(images(inSpec: "imageK8S: a/b@\(digest)") == ["a/b@\(digest) value possible"])
        #expect(images(inSpec: "imageEnvoy: a/b") == [])
        #expect(images(inSpec: "imageRegistryHost: a/b:1, imageStreamTag: a/b:1, imageDisk: a/b:1") == [])
    }

    @Test(arguments: [
        "imagePullPolicy: a/b", "imageTag: a/b", "imageFormat: a/b", "imageURL: a/b", "backgroundImage: a/b",
        "bootDiskImage: a/b", "verifyImages: a/b", "allowCustomImage: a/b", "icon-image: a/b",
        "iconImage: images/logo.png", "initImage: images/logo.png", "image: https://example.com/logo.png",
        "imagePullSecrets: [{name: a/b}]", "volume: {rbd: {image: a/b, pool: p}}", "image: 1", "image: true",
        "tag: v1@\(digest)", "version: quay.io/a/b:1", "taint: nvidia.com/gpu:NoSchedule", "host: quay.io:443/a",
        "database: postgres.db.svc:5432/app:main", "module: github.com/a/b:v1", "id: docker://\(digest.dropFirst(7))",
        "image: {url: images/logo}", "image: {url: 'https://example.com/logo.png'}", "image: {value: big}",
        "exemptImages: [a/b:1]", "allowedImages: [quay.io/a/b:1]", "trustedImage: a/b:1", "image: '1'", "image: 'true'",
        "blockedImages: [{name: quay.io/a/b:1}]", "image: projects/debian-cloud/global/images/family/debian-12",
        "podLabels: {image: a/b}", "from: {kind: ImageStreamTag, name: 'a:1'}", "source: 'see quay.io/a/b'",
        "reloaderImageTag: v1@\(digest)",
        "label: node.kubernetes.io/instance-type:m5", "go: github.com/a/b@v1.2.3", "url: 'https://quay.io/a/b:1'",
    ])
    func `a key that only resembles the name of an image does not name one`(fields: String) {
        #expect(images(inSpec: fields) == [])
    }

    @Test(arguments: [
        ("package: xpkg.example.org/a/b:v1", "xpkg.example.org/a/b:v1 value possible"),
        ("reloaderImageTag: quay.io/a/b:1", "quay.io/a/b:1 value possible"),
        ("bundle: a/b@\(digest)", "a/b@\(digest) value possible"),
        ("x: localhost/a:1", "localhost/a:1 value possible"),
        ("x: 10.1.2.3:5000/a:1", "10.1.2.3:5000/a:1 value possible"),
        ("x: registry:5000/a:1", "registry:5000/a:1 value possible"),
        ("x: [quay.io/a/b:1]", "quay.io/a/b:1 argument possible"),
    ])
    func `a value with a host and a tag, or with a digest, may be an image under any key`(
        fields: String, expected: String
    ) {
        #expect(images(inSpec: fields) == [expected])
    }

    @Test(arguments: [
        ("images: [quay.io/a/b:1, c/d]", ["quay.io/a/b:1 image-list likely", "c/d image-list likely"]),
        ("images: 'x=quay.io/a/b:1;y=c/d:2'", ["quay.io/a/b:1 text likely", "c/d:2 text likely"]),
        ("images: \"quay.io/a/b:1\\nc/d:2\"", ["quay.io/a/b:1 text likely", "c/d:2 text likely"]),
        ("images: 'word; more words'", []),
        ("images: {one: a/b:1, two: word}", ["a/b:1 image-list likely"]),
        ("sidecar_docker_images: {one: a/b:1}", ["a/b:1 image-list likely"]),
        ("kustomize: {images: ['app=quay.io/a/b:1']}", ["quay.io/a/b:1 image-list likely"]),
        ("relatedImages: [{name: x, image: quay.io/a/b:1}]", ["quay.io/a/b:1 image-key certain"]),
        ("images: {registry: quay.io/a/b, tag: v1}", []),
        ("images: {repository: quay.io/a/b, tag: v1}", ["quay.io/a/b:v1 image-map likely"]),
        (
            "image: {value: a/b:1, options: [a/b:1, quay.io/c/d:2], hide: true}",
            ["a/b:1 image-key likely", "a/b:1 image-list likely", "quay.io/c/d:2 image-list likely"]
        ),
        (
            "imageGroupOne: {value: a/b:1, options: [c/d:2]}",
            ["a/b:1 image-key likely", "c/d:2 image-list likely"]
        ),
        ("imagePullPolicy: {value: a/b:1}", []),
        ("runtimeImage: {default: a/b:1}", ["a/b:1 image-key likely"]),
        ("image: {url: a/b:1}", ["a/b:1 image-key likely"]),
        ("labels: ['debian:docker://a/b:1']", ["a/b:1 docker-url likely"]),
        ("from: {kind: DockerImage, name: 'centos:7'}", ["centos:7 image-object certain"]),
        ("from: {kind: DockerImage, name: quay.io/a/b}", ["quay.io/a/b image-object certain"]),
    ])
    func `lists and maps of images hold images`(fields: String, expected: [String]) {
        #expect(images(inSpec: fields) == expected)
    }

    @Test(arguments: [
        ("package: xpkg.example.org/a/b:v1", ["xpkg.example.org/a/b:v1 image-name certain"]),
        ("package: a/b:v1", ["a/b:v1 image-name possible"]),
    ])
    func `the package of a Crossplane provider is an image`(fields: String, expected: [String]) {
        #expect(images(inSpec: fields, apiVersion: "pkg.crossplane.io/v1", kind: "Provider") == expected)
        #expect(images(inSpec: "package: a/b:v1") == [], "elsewhere a package may be anything")
    }

    @Test(arguments: [
        ("oci://ghcr.io/a/charts/b", "oci://ghcr.io/a/charts/b oci-url certain artifact"),
        ("docker://quay.io/a/b:1", "quay.io/a/b:1 docker-url likely image"),
    ])
    func `an oci URL is an artifact, a docker URL an image`(url: String, expected: String) throws {
        let text = "{apiVersion: x/v1, kind: X, spec: {url: '\(url)'}}"
        let found = ManifestScanner().scan(.init(path: "t", text: text)).occurrences.map {
            "\($0.text) \($0.matcher) \($0.confidence) \($0.content)"
        }
        #expect(found == [expected])
    }
}
