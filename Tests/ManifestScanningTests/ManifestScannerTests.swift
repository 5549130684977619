import AuditModel
import ManifestScanning
import SourceText
import Testing

@Suite struct ManifestScannerTests {
    @Test func `containers of every kind are found, with their place, object and path`() {
        let yaml = """
            spec:
              template:
                spec:
                  initContainers: [{name: a, image: 'busybox'}]
                  containers:
                    - name: b
                      image: "quay.io/a/b:1" # why
                  ephemeralContainers:
                    - {image: c@sha256:5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c}
                  volumes:
                    - image: {reference: ghcr.io/v/w:2, pullPolicy: IfNotPresent}
            metadata: {name: web, namespace: shop}
            kind: Deployment
            apiVersion: apps/v1
            """
        #expect(
            scan(yaml) == [
                "4:41 busybox container certain Deployment/web $.spec.template.spec.initContainers[0].image",
                "7:18 quay.io/a/b:1 container certain Deployment/web $.spec.template.spec.containers[0].image",
                "9:19 c@sha256:\(String(repeating: "5c", count: 32)) container certain Deployment/web $.spec.template.spec.ephemeralContainers[0].image",
                "11:30 ghcr.io/v/w:2 image-volume certain Deployment/web $.spec.template.spec.volumes[0].image.reference",
            ])
    }

    @Test func `items of lists are objects of their own, even if a typed list leaves out their kind`() {
        let yaml = """
            apiVersion: v1
            items:
            - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{image: x:1}]}}
            kind: List
            ---
            apiVersion: v1
            kind: PodList
            items:
            - {metadata: {name: b}, spec: {containers: [{image: y:2}]}}
            """
        #expect(
            scan(yaml) == [
                "3:80 x:1 container certain Pod/a $.items[0].spec.containers[0].image",
                "9:53 y:2 container certain Pod/b $.items[0].spec.containers[0].image",
            ])
    }

    @Test func `custom resources are searched for the key image, and a single word there is less certain`() {
        let yaml = """
            apiVersion: monitoring.coreos.com/v1
            kind: Prometheus
            metadata: {name: main}
            spec: {image: quay.io/prometheus/prometheus:v2, thanos: {image: thanos}, rbd: {image: foo}, note: image}
            status: {image: quay.io/prometheus/prometheus:v1}
            """
        #expect(
            scan(yaml) == [
                "4:15 quay.io/prometheus/prometheus:v2 image-key certain Prometheus/main $.spec.image",
                "4:65 thanos image-key likely Prometheus/main $.spec.thanos.image",
            ])
    }

    @Test(arguments: [
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {image: a/b:1}}",
        "{apiVersion: v1, kind: ConfigMap, data: {image: logo.png, host: 'redis:6379'}}",
        "{apiVersion: v1, kind: Pod, metadata: {labels: {image: a/b:1}, annotations: {icon-image: a/b:1}}}",
        "{apiVersion: kops.k8s.io/v1alpha2, kind: InstanceGroup, spec: {image: ubuntu/images/hvm-ssd/x}}",
        "{apiVersion: skaffold/v3, kind: Config, build: {artifacts: [{image: a}]}}",
        "{apiVersion: example.com/v1, kind: X, spec: {image: 1, other: {image: true}, more: {image: null}}}",
        "{apiVersion: example.com/v1, kind: X, spec: {image: https://example.com/a.png}}",
        "{apiVersion: infrastructure.cluster.x-k8s.io/v1, kind: AWSMachineTemplate, spec: {image: a/b}}",
    ])
    func `a value that only resembles an image is rejected`(yaml: String) {
        #expect(scan(yaml).isEmpty)
    }

    @Test func `an invalid reference of a container is kept, so that it can be reported`() {
        let yaml = """
            {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [
              {image: ghcr.io/Acme/x:1}, {image: "{{ .Values.image }}"}, {image: {{ .Values.image }} }, {image: ""}, {image: 'a:${T}'}]}}
            """
        #expect(
            scan(yaml).map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [
                "ghcr.io/Acme/x:1 container certain Pod/p $.spec.containers[0].image",
                "{{ .Values.image }} container certain Pod/p $.spec.containers[1].image",
                "{{ .Values.image }} container certain Pod/p $.spec.containers[2].image",
                "container certain Pod/p $.spec.containers[3].image",
                "a:${T} container certain Pod/p $.spec.containers[4].image",
            ])
    }

    @Test(arguments: [
        ("argoproj.io/v1alpha1", "Workflow"), ("tekton.dev/v1", "Task"), ("triggers.tekton.dev/v1", "TriggerTemplate"),
        ("kro.run/v1alpha1", "ResourceGraphDefinition"), ("kubeflow.org/v1", "Experiment"),
    ])
    func `expressions that a controller fills in are not certain to be left over from a template`(
        apiVersion: String, kind: String
    ) {
        let found = images(inSpec: "template: {image: '{{inputs.x}}'}", apiVersion: apiVersion, kind: kind)
        #expect(found == ["{{inputs.x}} image-key possible"])
    }

    @Test func `a policy that rewrites images has patterns, not images`() {
        let found = images(
            inSpec: "mutate: {containers: [{image: 'corp/{{ element.image }}'}]}", apiVersion: "kyverno.io/v1",
            kind: "ClusterPolicy")
        #expect(found == ["corp/{{ element.image }} container possible"])
    }

    @Test func `an image reached through aliases is reported once, where it is written`() {
        let yaml = """
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - &base {name: a, image: &img ghcr.io/a/b:1}
              - {name: b, image: *img}
              - <<: *base
            """
        #expect(scan(yaml) == ["5:33 ghcr.io/a/b:1 container certain Pod/- $.spec.containers[0].image"])
    }

    @Test func `a duplicate key names two images, since parsers disagree on which counts`() {
        let yaml = """
            apiVersion: v1
            kind: Pod
            spec: {containers: [{image: a/b:1, image: c/d:2}]}
            """
        #expect(scan(yaml).map { $0.split(separator: " ")[1] } == ["a/b:1", "c/d:2"])
    }

    @Test func `an unrendered template is reported as such, and the other documents are read`() {
        let yaml = """
            {apiVersion: v1, kind: Pod, spec: {containers: [{image: a:1}]}}
            ---
            kind: Pod
            {{- if .Values.x }}
            a: b
            {{- end }}
            ---
            a: [
            ---
            {apiVersion: v1, kind: Pod, spec: {containers: [{image: b:1}]}}
            """
        #expect(
            scan(yaml) == [
                "1:57 a:1 container certain Pod/- $.spec.containers[0].image",
                "10:57 b:1 container certain Pod/- $.spec.containers[0].image",
                "4:1 unrendered-template", "9:1 syntax-error",
            ])
    }

    @Test func `a file without a kind is searched, and its images are only possible`() {
        #expect(
            scan("image: nginx:1\nextra:\n  initContainers: [{image: b:1}]\n") == [
                "1:8 nginx:1 image-key possible -/- $.image",
                "3:28 b:1 container likely -/- $.extra.initContainers[0].image",
            ])
    }

    @Test func `keys with dots or quotes are in brackets in paths`() {
        #expect(
            scan("{apiVersion: x/v1, kind: X, a.b: {image: c:1}}")
                == ["1:42 c:1 image-key certain X/- $['a.b'].image"])
    }
}
