import AuditModel
import ManifestScanning
import SourceText
import Testing

private func occurrences(_ text: String) -> [Occurrence] {
    ManifestScanner().scan(SourceFile(path: "test.yaml", text: text)).occurrences
}

@Suite struct WorkloadFactsTests {
    @Test func `an occurrence has its pod and its container, whatever the order of keys`() throws {
        let found = occurrences(
            """
            apiVersion: apps/v1
            kind: Deployment
            spec:
              template:
                spec:
                  containers:
                  - image: a:1
                    name: one
                    args: [--x, "2"]
                    command: [/bin/sh, -c]
                    imagePullPolicy: Always
                    env: [{name: B_IMAGE, value: b/b:1}]
                  - {image: c:1, name: two}
                  imagePullSecrets: [{name: s1}, {name: s2}]
                  serviceAccountName: robot
                metadata: {labels: {app: pod}}
            metadata: {name: web, labels: {app: object}}
            """)
        try #require(found.map(\.text) == ["a:1", "b/b:1", "c:1"])
        #expect(found.map(\.container) == ["one", "one", "two"])
        #expect(found.map { $0.containerFacts?.imagePullPolicy } == ["Always", "Always", nil])
        #expect(found[0].containerFacts?.command == ["/bin/sh", "-c"])
        #expect(found[0].containerFacts?.args == ["--x", "2"])
        let workload = try #require(found[0].workload)
        #expect(workload.serviceAccount == "robot")
        #expect(workload.imagePullSecrets == ["s1", "s2"])
        #expect(found.allSatisfy { $0.workload === workload && $0.object === found[0].object })
        #expect(found[0].containerFacts === found[1].containerFacts)
    }

    @Test(arguments: [
        ("annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}", ["pre-install", "pre-upgrade"], [], nil, nil),
        ("annotations: {argocd.argoproj.io/hook: PreSync}", [], ["PreSync"], nil, nil),
        ("annotations: {argocd.argoproj.io/tracking-id: 'web:apps/Deployment:ns/x'}", [], [], "web", nil),
        ("labels: {argocd.argoproj.io/instance: web}", [], [], "web", nil),
        ("annotations: {meta.helm.sh/release-name: r}", [], [], nil, "r"),
        ("labels: {helm.toolkit.fluxcd.io/name: r}", [], [], nil, "r"),
        ("labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: r}", [], [], nil, "r"),
        ("labels: {app.kubernetes.io/instance: r}", [], [], nil, nil),
    ])
    func `metadata says when an object runs and what it belongs to`(
        fields: String, helm: [String], argo: [String], application: String?, release: String?
    ) throws {
        let text = "{apiVersion: batch/v1, kind: Job, metadata: {\(fields)}, spec: {containers: [{image: a:1}]}}"
        let metadata = try #require(occurrences(text).first).object.metadata
        #expect(metadata.helmHooks == helm)
        #expect(metadata.argoHooks == argo)
        #expect(metadata.isHook == !(helm + argo).isEmpty)
        #expect(metadata.application == application)
        #expect(metadata.release == release)
    }

    @Test func `single containers and custom resources with a pod's fields have facts`() throws {
        let workflow = try #require(
            occurrences(
                "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, spec: {templates: [{container: {image: a:1, command: [sh]}}]}}"
            ).first)
        #expect(workflow.containerFacts?.command == ["sh"])
        let resource = try #require(
            occurrences(
                "{apiVersion: x/v1, kind: X, spec: {image: a:1, imagePullSecrets: [{name: s}], serviceAccount: r}}"
            ).first)
        #expect(resource.workload?.imagePullSecrets == ["s"])
        #expect(resource.workload?.serviceAccount == "r")
        #expect(resource.containerFacts == nil)
    }
}
