import AuditModel
import ManifestScanning
import SourceText
import Testing

@Suite struct DocumentFormTests {
    private static let map = "web: {image: {repository: a/b, tag: v1}}\n"

    @Test(arguments: [
        ("chart/values.yaml", "image: a/b:1", "certain"), ("values-prod.yaml", "image: a/b:1", "certain"),
        ("prod.values.yaml", "image: a/b:1", "possible"), ("my-values.yaml", "image: a/b:1", "certain"),
        ("any.yaml", "replicaCount: 1\nresources: {}\nimage: a/b:1", "certain"),
        ("any.yaml", "image: a/b:1", "possible"),
    ])
    func `chart values are recognised by their file's name or their keys`(
        file: String, text: String, confidence: String
    ) {
        #expect(images(text, file: file).map { $0.split(separator: " ").last.map(String.init) } == [confidence])
    }

    @Test(arguments: [
        ("image: {repository: a/b, tag: v1}", "a/b:v1 image-map likely"),
        ("image: {repository: a/b, tag: '{{ tag }}'}", "a/b:{{ tag }} image-map possible"),
        ("job: {image: {name: 'a/b:1', entrypoint: ['']}}", "a/b:1 image-map possible"),
        ("web: {image: web, tag: v1}", "web:v1 image-siblings possible"),
        ("web: {image: a/web, tag: v1}", "a/web:v1 image-siblings likely"),
        ("podman_image: {name: a/b, tag: v1}", "a/b:v1 image-map possible"),
    ])
    func `images in a document of unknown form are less certain`(text: String, expected: String) {
        #expect(images(text).map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [expected])
    }

    @Test(arguments: [
        ("kops.k8s.io/v1alpha2", "InstanceGroup", "image: ubuntu/images/x", []),
        ("infrastructure.cluster.x-k8s.io/v1", "AWSMachineTemplate", "image: a/b", []),
        (
            "controlplane.cluster.x-k8s.io/v1", "KubeadmControlPlane",
            "files: [{content: \"{kind: Pod, apiVersion: v1, spec: {containers: [{image: quay.io/a/b:1}]}}\"}]",
            ["quay.io/a/b:1 container likely"]
        ),
        ("kyverno.io/v1", "ClusterPolicy", "validate: {containers: [{image: '!*:latest'}]}", []),
        ("kyverno.io/v1", "ClusterPolicy", "verifyImages: [{imageReferences: ['ghcr.io/a/*', 'ghcr.io/a/b:1']}]", []),
        ("kyverno.io/v1", "ClusterPolicy", "mutate: {containers: [{image: 'a/b:1'}]}", ["a/b:1 container possible"]),
        ("policy.sigstore.dev/v1beta1", "ClusterImagePolicy", "images: [{glob: 'ghcr.io/a/b:1'}]", []),
        ("eraser.sh/v1", "ImageList", "images: ['quay.io/a/b:1']", []),
        ("argocd-image-updater.argoproj.io/v1alpha1", "ImageUpdater", "images: [{imageName: 'quay.io/a/b:1'}]", []),
        ("kargo.akuity.io/v1alpha1", "Warehouse", "subscriptions: [{image: {repository: a/b, tag: v1}}]", []),
        (
            "scaffolder.backstage.io/v1", "Template", "image: '${{ parameters.x }}'",
            ["${{ parameters.x }} image-key possible"]
        ),
        ("core.gardener.cloud/v1beta1", "Shoot", "machine: {image: {name: linux, version: 1.2.3}}", []),
        ("compute.do.crossplane.io/v1", "Droplet", "forProvider: {image: debian-12}", []),
        (
            "kubernetes.crossplane.io/v1alpha2", "Object", "manifest: {kind: X, apiVersion: y/v1, image: a/b}",
            ["a/b image-key certain"]
        ),
        ("machine.openshift.io/v1beta1", "MachineSet", "image: a/b", []),
        (
            "addons.cluster.x-k8s.io/v1alpha1", "HelmChartProxy",
            "valuesTemplate: '{image: {repository: a/b, tag: v1}}'",
            ["a/b:v1 image-map likely"]
        ),
        ("skaffold/v3", "Config", "image: quay.io/a/b:1", []),
        ("image.toolkit.fluxcd.io/v1", "ImageRepository", "image: quay.io/a/b", []),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "image: {default: quay.io/a/b:1}", []),
    ])
    func `kinds whose images are something else are read cautiously or skipped`(
        apiVersion: String, kind: String, fields: String, expected: [String]
    ) {
        #expect(images(inSpec: fields, apiVersion: apiVersion, kind: kind) == expected)
    }

    @Test func `an image that a webhook injects is listed but not checked`() throws {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            spec:
              template:
                metadata: {annotations: {inject.istio.io/templates: gateway}}
                spec: {containers: [{name: istio-proxy, image: auto}]}
            """
        let occurrence = try #require(ManifestScanner().scan(SourceFile(path: "t", text: text)).occurrences.first)
        #expect(occurrence.text == "auto")
        #expect(occurrence.content == .deferred)
    }

    @Test(arguments: [
        ("{op: replace, path: /spec/containers/0/image, value: 'a/b:1'}", ["1:55 a/b:1 json-patch likely"]),
        ("{op: replace, path: /spec/replicas, value: 3}", []),
        ("{op: test, path: /spec/x, value: quay.io/a/b:1}", ["1:35 quay.io/a/b:1 value possible"]),
    ])
    func `a JSON patch of an image field names an image`(operation: String, expected: [String]) {
        #expect(images("[\(operation)]") == expected)
    }

    @Test func `only the status of an object itself is skipped`() {
        let text =
            "{apiVersion: x/v1, kind: X, status: {image: a/b:1}, spec: {status: {image: c/d:1}, managedFields: [{image: e/f:1}]}}"
        #expect(images(text) == ["1:76 c/d:1 image-key certain"])
    }
}
