import AuditModel
import ManifestScanning
import SourceText
import Testing

@Suite struct ComposedImageTests {
    @Test(arguments: [
        ("image: {repository: quay.io/a/b, tag: v1}", "quay.io/a/b:v1 image-map likely"),
        ("image: {registry: quay.io, repository: a/b, tag: v1}", "quay.io/a/b:v1 image-map likely"),
        ("image: {registry: quay.io/, repository: a/b, tag: v1}", "quay.io/a/b:v1 image-map likely"),
        ("image: {registry: quay.io, image: a/b, tag: v1}", "quay.io/a/b:v1 image-map likely"),
        ("image: {repo: a/b, tag: v1}", "a/b:v1 image-map likely"),
        ("image: {name: quay.io/a/b, tag: v1}", "quay.io/a/b:v1 image-map likely"),
        ("image: {name: agent, version: 1.2.3}", "agent:1.2.3 image-map likely"),
        ("solrImage: {repository: solr, tag: '8.11'}", "solr:8.11 image-map likely"),
        ("engineImageSpec: {repository: a/b, versionTag: 1.2-3}", "a/b:1.2-3 image-map likely"),
        ("image: {repository: a/b, digest: '\(digest)'}", "a/b@\(digest) image-map likely"),
        ("image: {repository: a/b, tag: v1, digest: '\(digest)'}", "a/b:v1@\(digest) image-map likely"),
        ("image: {repository: a/b, tag: 'v1@\(digest)'}", "a/b:v1@\(digest) image-map likely"),
        ("image: {repository: a/b, tag: v1, sha: \(digest.dropFirst(7))}", "a/b:v1@\(digest) image-map likely"),
        ("image: {repository: a/b, tag: '\(digest)'}", "a/b@\(digest) image-map likely"),
        ("image: {repository: a/b, tag: 1.10}", "a/b:1.10 image-map likely"),
        ("image: {repository: a/b, tag: ''}", "a/b image-map possible"),
        ("image: {repository: a/b, tag: ~}", "a/b image-map possible"),
        ("image: {name: quay.io/a/b, version: ''}", "quay.io/a/b image-map possible"),
        ("image: {repository: a/b, pullPolicy: Always}", "a/b image-map possible"),
        ("image: {repository: a/b, tag: '12:30'}", "a/b:12:30 image-map likely"),
        ("main: {repository: quay.io/a/b, tag: v1}", "quay.io/a/b:v1 image-map likely"),
        ("main: {repository: a/b, tag: v1}", "a/b:v1 image-map possible"),
        ("image: {engine: {main: {repository: a/b, tag: v1}}}", "a/b:v1 image-map likely"),
        ("image: {keda: {registry: ghcr.io, repository: a/b, tag: ''}}", "ghcr.io/a/b image-map possible"),
        ("images: {main: {repository: a/b, tag: v1}}", "a/b:v1 image-map likely"),
        ("images: {redis: {repository: redis, tag: 7-bullseye}}", "redis:7-bullseye image-map likely"),
        ("image: {name: 'a/b:v1'}", "a/b:v1 image-map likely"),
        ("image: {name: web, repository: quay.io/a/web, tag: v1}", "quay.io/a/web:v1 image-map likely"),
        ("image: {repository: strimzi, name: operator, tag: v1}", "strimzi/operator:v1 image-map likely"),
        ("image: {registry: quay.io, repository: a, name: b, tag: v1}", "quay.io/a/b:v1 image-map likely"),
        ("driver: {repository: nvcr.io/n, image: driver, version: 550.1}", "nvcr.io/n/driver:550.1 image-map likely"),
        ("image: {repository: library, name: busybox}", "library/busybox image-map possible"),
        ("image: {repository: quay.io/a/b, name: web}", "quay.io/a/b image-map possible"),
        ("driver: {repository: nvidia, image: driver, version: 550.1}", "nvidia/driver:550.1 image-map likely"),
        ("driver: {repository: nvcr.io/n, image: driver}", "nvcr.io/n/driver image-map possible"),
    ])
    func `a map with the parts of a reference is one image`(fields: String, expected: String) {
        #expect(images(inSpec: fields) == [expected])
    }

    @Test(arguments: [
        "image: {tag: v1}", "image: {pullPolicy: Always}", "image: {}", "image: {name: web}",
        "source: {repository: 'https://github.com/a/b', tag: v1}", "source: {repository: a/b, tag: v1, path: charts/x}",
        "git: {repository: 'git@github.com:a/b.git', tag: v1}", "git: {repository: github.com/a/b, tag: v1}",
        "restic: {repository: 's3:s3.example.com/bucket', tag: daily}", "x: {repository: redis, tag: v1}",
        "chart: {repository: stable, version: 1.2.3}", "image: {offer: x, publisher: y, sku: z, version: latest}",
        "defaultImageRegistry: quay.io, defaultImageRepository: acme, defaultImageTag: v1",
        "imageRepository: registry.example.com", "registry: quay.io/a, tag: v1",
    ])
    func `neither parts without a repository nor repositories of other things are images`(fields: String) {
        #expect(images(inSpec: fields) == [])
    }

    @Test(arguments: [
        ("image: ghcr.io/a/b, tag: v9", "ghcr.io/a/b:v9 image-siblings likely"),
        ("image: a/b, imageTag: v9", "a/b:v9 image-siblings likely"),
        ("image: a/b, defaultImageVersion: 1.3.0", "a/b:1.3.0 image-siblings likely"),
        ("image: a/b, digest: '\(digest)'", "a/b@\(digest) image-siblings likely"),
        ("hub: quay.io/x, image: b, tag: v9", "quay.io/x/b:v9 image-siblings likely"),
        ("coreDNSImage: a/b, coreDNSTag: 1.6.2", "a/b:1.6.2 image-siblings likely"),
        ("reloaderImage: a/b, reloaderImageTag: 1.6.2", "a/b:1.6.2 image-siblings likely"),
        ("redis_image: a/b, redis_image_version: '7'", "a/b:7 image-siblings likely"),
        ("imageRepository: a/b, imageTag: v1", "a/b:v1 image-map likely"),
        ("flinkImageRepository: a/b, flinkImageTag: v1", "a/b:v1 image-siblings likely"),
        (
            "flinkImageRegistry: quay.io, flinkImageRepository: a/b, flinkImageTag: v1",
            "quay.io/a/b:v1 image-siblings likely"
        ),
        ("image: '', image_web: quay.io/a/b, image_web_version: '3.2'", "quay.io/a/b:3.2 image-siblings likely"),
        ("image: a/b:v1, tag: v9", "a/b:v1 image-key certain"),
        ("image: quay.io/a/b:v1, version: v9", "quay.io/a/b:v1 image-key certain"),
        ("image: quay.io/a/b, version: v9", "quay.io/a/b image-key certain"),
        ("imageRepository: quay.io/a/b", "quay.io/a/b image-name possible"),
    ])
    func `an image and the tag next to it are one reference, unless it is the version of a product`(
        fields: String, expected: String
    ) {
        #expect(images(inSpec: fields) == [expected])
    }

    @Test(arguments: [
        ("argoproj.io/v1beta1", "ArgoCD", "image: a/b, version: v9", "a/b:v9 image-siblings likely"),
        ("argoproj.io/v1beta1", "ArgoCD", "image: a/b, version: '\(digest)'", "a/b@\(digest) image-siblings likely"),
        ("pingcap.com/v1alpha1", "TidbCluster", "tikv: {baseImage: a/b, version: v9}", "a/b:v9 image-siblings likely"),
        (
            "nvidia.com/v1", "ClusterPolicy", "driver: {repository: nvcr.io/n, image: driver, version: 550.1}",
            "nvcr.io/n/driver:550.1 image-map likely"
        ),
        (
            "mellanox.com/v1alpha1", "NicClusterPolicy",
            "ofedDriver: {repository: nvcr.io/n, image: doca, version: 24.1}",
            "nvcr.io/n/doca:24.1 image-map likely"
        ),
        (
            "scylla.scylladb.com/v1", "ScyllaCluster", "repository: docker.io/a/b, version: 6.2.0",
            "docker.io/a/b:6.2.0 image-map likely"
        ),
        (
            "hazelcast.com/v1alpha1", "Hazelcast", "repository: docker.io/a/b, version: '5.3'",
            "docker.io/a/b:5.3 image-map likely"
        ),
        (
            "k0s.k0sproject.io/v1beta1", "ClusterConfig", "images: {dns: {image: quay.io/a/b, version: v1}}",
            "quay.io/a/b:v1 image-siblings likely"
        ),
        (
            "operator.tigera.io/v1", "ImageSet", "images: [{image: calico/cni, digest: '\(digest)'}]",
            "calico/cni@\(digest) image-siblings possible"
        ),
    ])
    func `kinds with a rule of their own join other fields`(
        apiVersion: String, kind: String, fields: String, expected: String
    ) {
        #expect(images(inSpec: fields, apiVersion: apiVersion, kind: kind) == [expected])
    }

    @Test func `each part has its role and position, and the repository's is shown`() throws {
        let text = """
            apiVersion: example.com/v1
            kind: Widget
            spec:
              image:
                registry: quay.io
                tag: v1
                repository: "a/b"
                digest: \(digest)
            """
        let file = SourceFile(path: "test.yaml", text: text)
        let occurrence = try #require(ManifestScanner().scan(file).occurrences.first)
        #expect(occurrence.position == SourcePosition(line: 7, column: 17))
        #expect(occurrence.path == "$.spec.image.repository")
        let parts = occurrence.parts.map { "\($0.role) \($0.position) \(file.text($0.range)) \($0.isPortion)" }
        #expect(
            parts == [
                "repository 7:17 \"a/b\" false", "registry 5:15 quay.io false", "tag 6:10 v1 false",
                "digest 8:13 \(digest) false",
            ])
    }

    @Test func `each role has one part if the folder has a field of its own`() throws {
        let text =
            "{apiVersion: x/v1, kind: X, spec: {image: {registry: quay.io, repository: a, name: b, tag: v1, digest: ''}}}"
        let occurrence = try #require(ManifestScanner().scan(SourceFile(path: "t", text: text)).occurrences.first)
        #expect(
            occurrence.parts.map { "\($0.role) \($0.text)" } == ["registry a", "repository b", "tag v1", "digest "])
    }

    @Test(arguments: [
        ("{name: app, newName: ghcr.io/a/b, newTag: '1.10'}", "ghcr.io/a/b:1.10 kustomization likely"),
        ("{name: nginx, digest: '\(digest)'}", "nginx@\(digest) kustomization likely"),
        ("{name: busybox, newTag: 1.36}", "busybox:1.36 kustomization likely"),
        ("{name: app, newName: ghcr.io/a/b}", "ghcr.io/a/b kustomization possible"),
        ("{name: app}", nil),
    ])
    func `a kustomization's images are the replacements`(element: String, expected: String?) {
        let texts = [
            "{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, images: [\(element)]}",
            "{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, spec: {images: [\(element)]}}",
        ]
        for text in texts {
            let found = images(text).map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
            #expect(found == (expected.map { [$0] } ?? []), "\(text)")
        }
        #expect(images("images: [\(element)]", file: "a/kustomization.yaml").count == (expected == nil ? 0 : 1))
    }
}
