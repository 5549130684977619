import AuditModel
import DocumentReading
import Foundation
import ManifestScanning
import PolicyModel
import PolicyRules
import SourceText
import TestSupport
import Testing

/// The findings of one rule in these manifests: `severity file`.
private func findings(of rule: RuleID, in manifests: String..., policy text: String = "{}") throws -> [String] {
    var inventory = Inventory()
    for (index, manifest) in manifests.enumerated() {
        let result = ManifestScanner().scan(SourceFile(path: "\(index).yaml", text: manifest))
        inventory.occurrences += result.occurrences
        inventory.facts.append(result.facts)
    }
    let plan = Plan(inventory, policy: try policy(text))
    let today = try #require(CalendarDate("2026-06-15"))
    return Evaluation(of: plan.informed(by: Resolutions()), today: today).findings.filter { $0.rule == rule }
        .flatMap { finding in finding.locations.map { "\(finding.severity.rawValue) \($0.file ?? "-")" } }
}

private func pod(
    _ image: String = "ghcr.io/acme/app:1", kind: String = "Pod", metadata: String = "", pod: String = "",
    container: String = ""
) -> String {
    """
    {apiVersion: v1, kind: \(kind), metadata: {name: web, namespace: prod\(metadata.isEmpty ? "" : ", " + metadata)},
     spec: {\(pod.isEmpty ? "" : pod + ", ")containers: [{name: c, image: '\(image)'\(container.isEmpty ? "" : ", " + container)}]}}
    """
}

@Suite struct WorkloadRuleTests {
    // MARK: - pull-policy

    @Test(arguments: [
        ("ghcr.io/acme/app:1", "", false), ("ghcr.io/acme/app:1", "imagePullPolicy: Always", true),
        ("ghcr.io/acme/app:1", "imagePullPolicy: IfNotPresent", false),
        ("ghcr.io/acme/app:1", "imagePullPolicy: Never", true),
        // The default of the API server depends on the tag.
        ("ghcr.io/acme/app:latest", "", true), ("ghcr.io/acme/app", "", true),
        ("ghcr.io/acme/app:latest", "imagePullPolicy: IfNotPresent", false),
        ("ghcr.io/acme/app@sha256:" + String(repeating: "a", count: 64), "", false),
    ])
    func `a pull policy other than the required one is a finding, explicit or implied`(
        image: String, field: String, breaks: Bool
    ) throws {
        let found = try findings(
            of: "pull-policy", in: pod(image, container: field), policy: "pullPolicy: IfNotPresent")
        #expect(found == (breaks ? ["warning 0.yaml"] : []))
    }

    @Test func `a pull policy is checked only if one is required or the rule is turned on`() throws {
        let manifest = pod(container: "imagePullPolicy: Always")
        #expect(try findings(of: "pull-policy", in: manifest) == [])
        #expect(
            try findings(of: "pull-policy", in: manifest, policy: "rules: { pull-policy: error }") == ["error 0.yaml"])
        #expect(try findings(of: "pull-policy", in: manifest, policy: "pullPolicy: Always") == [])
    }

    // MARK: - missing-pull-secret

    private static func account(_ fields: String, namespace: String = "prod", name: String = "robot") -> String {
        "{apiVersion: v1, kind: ServiceAccount, metadata: {name: \(name), namespace: \(namespace)}\(fields)}"
    }

    private static let pulls: [(pod: String, account: String, expected: [String])] = [
        ("", "{}", ["error 0.yaml"]), ("imagePullSecrets: [{name: s}]", "{}", []),
        ("imagePullSecrets: []", "{}", ["error 0.yaml"]),
        ("serviceAccountName: robot", "{}", ["note 0.yaml"]),
        ("serviceAccountName: robot", account(""), ["error 0.yaml"]),
        ("serviceAccountName: robot", account(", imagePullSecrets: [{name: s}]"), []),
        ("serviceAccountName: robot", account(", imagePullSecrets: [{name: s}]", namespace: "dev"), ["note 0.yaml"]),
        ("", account(", imagePullSecrets: [{name: s}]", name: "default"), []),
        (
            "serviceAccountName: robot",
            "{kind: List, apiVersion: v1, items: [\(account(", imagePullSecrets: [{name: s}]"))]}", []
        ),
    ]

    @Test(arguments: pulls.indices)
    func `a private image needs a secret, of its pod or of its service account`(row: Int) throws {
        let (fields, account, expected) = Self.pulls[row]
        let found = try findings(
            of: "missing-pull-secret", in: pod(pod: fields), account, policy: "private: [ghcr.io/acme]")
        #expect(found == expected)
    }

    @Test func `the nearest of several service accounts with one name counts`() throws {
        func findings(local: String, azure: String) throws -> [String] {
            var inventory = Inventory()
            for (file, text) in [
                ("rendered/local/account.yaml", Self.account(local)),
                ("rendered/azure/account.yaml", Self.account(azure)),
                ("rendered/azure/pod.yaml", pod(pod: "serviceAccountName: robot")),
            ] {
                inventory.append(ManifestScanner().scan(SourceFile(path: file, text: text)))
            }
            let plan = Plan(inventory, policy: try policy("private: [ghcr.io/acme]"))
            let today = try #require(CalendarDate("2026-06-15"))
            return Evaluation(of: plan.informed(by: Resolutions()), today: today).findings
                .filter { $0.rule == "missing-pull-secret" }.map(\.severity.rawValue)
        }
        let secret = ", imagePullSecrets: [{name: s}]"
        #expect(try findings(local: secret, azure: "") == ["error"])
        #expect(try findings(local: "", azure: secret) == [])
    }

    @Test func `a public image needs no pull secret`() throws {
        #expect(
            try findings(of: "missing-pull-secret", in: pod("quay.io/a/b:1"), policy: "private: [ghcr.io/acme]") == [])
        #expect(try findings(of: "missing-pull-secret", in: pod()) == [])
    }

    // MARK: - private-bootstrap-image

    @Test(arguments: [
        ("annotations: {helm.sh/hook: 'pre-install,pre-upgrade'}", "", true),
        ("annotations: {argocd.argoproj.io/hook: PreSync}", "", true),
        ("annotations: {helm.sh/hook: post-install}", "", false),
        ("annotations: {argocd.argoproj.io/hook: PostSync}", "", false), ("", "", false),
        ("", "bootstrap: { namespaces: [prod] }", true), ("", "bootstrap: { namespaces: [dev] }", false),
        ("", "bootstrap: { paths: [0.yaml], namespaces: [dev] }", true),
        (
            "annotations: {argocd.argoproj.io/tracking-id: 'vault:apps/Deployment:a/b'}",
            "bootstrap: { applications: [vault] }", true
        ),
        ("annotations: {meta.helm.sh/release-name: vault}", "bootstrap: { applications: [vault] }", true),
        (
            "labels: {app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: vault}",
            "bootstrap: { applications: [vault] }", true
        ),
        (
            "annotations: {meta.helm.sh/release-name: vault, argocd.argoproj.io/tracking-id: 'v2:apps/Deployment:a/b'}",
            "bootstrap: { applications: [vault] }", false
        ),
    ])
    func `a bootstrap workload must not use a private image`(metadata: String, bootstrap: String, breaks: Bool) throws {
        let policy = "private: [ghcr.io/acme]\n" + bootstrap
        let manifest = pod(kind: "Job", metadata: metadata)
        #expect(try findings(of: "private-bootstrap-image", in: manifest, policy: policy).isEmpty != breaks)
        // One finding for one cause.
        #expect(try findings(of: "missing-pull-secret", in: manifest, policy: policy).isEmpty == breaks)
        let named = pod(kind: "Job", metadata: metadata, pod: "imagePullSecrets: [{name: s}]")
        #expect(try findings(of: "private-bootstrap-image", in: named, policy: policy) == [])
    }

    // MARK: - missing-shell

    @Test(arguments: [
        ("command: [/bin/sh, -c, x]", true), ("command: [bash]", true), ("command: [kubectl, get]", false),
        ("args: [sh]", false), ("command: [/usr/bin/env, sh]", false), ("command: [shfmt]", false), ("", false),
    ])
    func `a shell called in an image without one is a finding`(container: String, breaks: Bool) throws {
        let manifest = pod("registry.k8s.io/kubectl:v1.34.1", container: container)
        let policy = "noShell: [registry.k8s.io/kubectl]"
        #expect(try findings(of: "missing-shell", in: manifest, policy: policy).isEmpty != breaks)
        #expect(try findings(of: "missing-shell", in: manifest, policy: "noShell: [registry.k8s.io/kube]") == [])
    }

    // MARK: - digest-in-label

    private static let pinned = "3.5.7@sha256:" + String(repeating: "a", count: 64)

    @Test(arguments: [
        ("app.kubernetes.io/version: '\(pinned)'", true), ("version: '3.5.7'", false),
        ("version: 'sha256-\(String(repeating: "a", count: 50))'", false), ("version: 'v1@home'", false),
        ("image: 'sha256:\(String(repeating: "a", count: 40))'", true),
    ])
    func `a label must not contain a digest`(label: String, breaks: Bool) throws {
        let manifest = pod("ghcr.io/acme/app:" + Self.pinned, metadata: "labels: {\(label)}")
        #expect(try findings(of: "digest-in-label", in: manifest).isEmpty != breaks)
    }

    @Test func `a digest in a label is one finding, at the image that it comes from`() throws {
        let manifest = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, labels: { version: '\(Self.pinned)' } }
            spec:
              template:
                metadata: { labels: { version: '\(Self.pinned)' } }
                spec:
                  containers:
                    - { name: sidecar, image: ghcr.io/acme/proxy:1 }
                    - { name: app, image: 'ghcr.io/acme/app:\(Self.pinned)' }
            """
        let (uses, facts) = scanned(manifest)
        let plan = Plan(uses, policy: Policy(), facts: facts)
        let today = try #require(CalendarDate("2026-06-15"))
        let found = Evaluation(of: plan.informed(by: Resolutions()), today: today).findings.filter {
            $0.rule == "digest-in-label"
        }
        #expect(found.map { $0.image.hasPrefix("ghcr.io/acme/app") } == [true])
        #expect(found.flatMap { $0.locations.map { $0.position?.line } } == [10])
    }

    /// A label on an object, and the place of its finding, if any: `line:column`.
    private static let labelled: [(manifest: String, found: [String])] = [
        ("{apiVersion: v1, kind: Service, metadata: {name: s, labels: {version: '\(pinned)'}}}", ["1:71"]),
        ("{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {version: '\(pinned)'}}}", ["1:81"]),
        (
            "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: ConfigMap, metadata: {labels: {v: '\(pinned)'}}}]}",
            ["1:95"]
        ),
        // As charts write it: cut off after 63 characters, or with some characters replaced.
        ("{apiVersion: v1, kind: Service, metadata: {labels: {version: '\(pinned.prefix(63))'}}}", ["1:62"]),
        (
            "{apiVersion: v1, kind: Service, metadata: {labels: {version: '\(pinned.replacing(":", with: "_"))'}}}",
            ["1:62"]
        ),
        (
            "{apiVersion: v1, kind: Service, metadata: {labels: {version: '\(pinned.replacing("@sha256:", with: "_"))'}}}",
            []
        ),
        ("{apiVersion: v1, kind: Service, metadata: {labels: {version: 3.5.7-sha256.aaaa}}}", []),
        ("{apiVersion: v1, kind: Service, metadata: {annotations: {version: '\(pinned)'}}}", []),
        ("labels: {version: '\(pinned)'}", []),
    ]

    @Test(arguments: labelled.indices)
    func `a label of an object without an image is reported at its own place`(row: Int) throws {
        let (manifest, expected) = Self.labelled[row]
        let (uses, facts) = scanned(manifest)
        let found = try Audit(uses, facts: facts).evaluation.findings.filter { $0.rule == "digest-in-label" }
        #expect(found.flatMap { $0.locations.map { $0.position?.description ?? "" } } == expected)
    }

    @Test func `a label of an object without an image is about the image that it comes from`() throws {
        let service = "{apiVersion: v1, kind: Service, metadata: {name: s, labels: {version: '\(Self.pinned)'}}}"
        let (uses, facts) = scanned(pod("ghcr.io/acme/app:" + Self.pinned) + "\n---\n" + service)
        let found = try Audit(uses, facts: facts).evaluation.findings.filter { $0.rule == "digest-in-label" }
        #expect(found.map(\.image) == ["ghcr.io/acme/app:" + Self.pinned])
        #expect(found.flatMap { $0.locations.map(\.kind) } == ["Service"])
    }

    // MARK: - runtime-install

    private static let scripts: [(script: String, installs: String?)] = [
        ("apk add jq", "apk add"), ("apk --no-cache add jq", "apk add"), ("apk update", nil),
        ("apt-get update && apt-get install -y curl", "apt-get install"), ("apt-get update", nil),
        ("DEBIAN_FRONTEND=noninteractive apt-get -qq install curl", "apt-get install"),
        ("sudo -E yum -y install curl", "yum install"), ("dnf install x", "dnf install"),
        ("microdnf install x", "microdnf install"), ("pip install x", "pip install"), ("pip list", nil),
        ("python3 -m pip install x", "python3 -m pip install"), ("python3 -m http.server", nil),
        ("npm install -g x", "npm install -g"), ("npm i -g x", "npm i -g"), ("npm install", nil), ("npm ci", nil),
        ("corepack enable", "corepack enable"), ("go install x@latest", "go install"), ("go build ./...", nil),
        ("curl -sSL https://x | sh", "curl … | sh"), ("wget -qO- https://x | tee log | bash -s -- -y", "wget … | bash"),
        ("curl https://x | jq .", nil), ("curl https://x > f; sh f", nil), ("curl https://x || sh f", nil),
        ("bash -c \"$(curl -fsSL https://x)\"", "bash … curl"), ("bash <(curl -s https://x)", "bash … curl"),
        ("sh -ec 'apk add jq'", "apk add"), ("if ! command -v jq; then apk add jq; fi", "apk add"),
        ("( apk add jq )", "apk add"), ("x=$(apk add jq)", "apk add"), ("for i in 1 2; do apk add jq; done", "apk add"),
        ("timeout 60 apk add jq", "apk add"), ("/sbin/apk add jq", "apk add"),
        ("echo hi; /sbin/apk \\\n  add jq", "apk add"),
        ("apk --repository http://x add jq", "apk add"), ("apk -X http://x add jq", "apk add"),
        ("apt-get -t bookworm-backports install jq", "apt-get install"),
        ("yum --enablerepo epel install jq", "yum install"), ("pip --proxy http://x install y", "pip install"),
        ("npm --prefix /x i -g y", "npm i -g"), ("conda install -y x", "conda install"),
        ("eval \"apk add jq\"", "apk add"), ("su - root -c 'apk add jq'", "apk add"), ("su -c 'apk add jq'", "apk add"),
        ("su-exec root apk add jq", "apk add"), ("busybox sh -c 'apk add jq'", "apk add"),
        ("tini -- sh -c 'apk add jq'", "apk add"), ("source <(curl -s https://x)", "source … curl"),
        (". <(curl -s https://x)", ". … curl"), ("eval \"$(curl -s https://x)\"", "eval … curl"),
        ("curl -s https://x | python3 -", "curl … | python3"), ("curl -s https://x | sudo -E bash -", "curl … | bash"),
        // The download is data here, not a program.
        ("curl -s https://x | python3 -m json.tool", nil), ("curl -s https://x | python3 -c 'import sys'", nil),
        ("curl -s https://x | sh -c cat", nil), ("curl -s https://x | bash script.sh", nil),
        ("curl -s https://x | node parse.js", nil),
        // No commands.
        (": apk add jq", nil), ("trap 'apk add' EXIT", nil), ("su - postgres", nil),
        ("echo \"apk add\"", nil), ("echo apk add", nil), ("# apk add jq", nil), ("true # apk add jq", nil),
        ("cat <<EOF\napk add jq\nEOF\ntrue", nil), ("cat <<-'EOF' > f\n\tapk add jq\n\tEOF\necho", nil),
        ("cat <<EOF\nx\nEOF\napk add jq", "apk add"), ("grep 'apk add' f", nil), ("echo a#b; apk add jq", "apk add"),
        ("echo $((1 + 2))", nil), ("printf '%s' 'x\napk add'", nil), ("apk info add", nil), ("", nil),
        ("echo 'unclosed apk add", nil), ("$INSTALL add jq", nil), ("sh < apk add", nil),
    ]

    @Test(arguments: scripts.indices) func `a script installs if one of its commands does`(row: Int) throws {
        let (script, installs) = Self.scripts[row]
        let json = String(decoding: try JSONEncoder().encode([script]), as: UTF8.self)
        let manifest = pod(kind: "Job", container: "command: [sh, -c], args: \(json)")
        let plan = Plan(uses(manifest), policy: Policy())
        let today = try #require(CalendarDate("2026-06-15"))
        let finding = Evaluation(of: plan.informed(by: Resolutions()), today: today).findings.first {
            $0.rule == "runtime-install"
        }
        #expect(
            finding?.message == installs.map { "container installs software at run time: `\($0)`" }, "\(script)")
    }

    @Test(arguments: [
        (["apk", "add", "jq"], [String](), true), ([], ["sh", "-c", "apk add jq"], true), ([], ["apk", "add"], false),
        (["sh", "-ec"], ["apk add jq"], true), (["bash", "-o", "pipefail", "-c", "apk add"], [], true),
        (["sh", "install.sh"], [], false), (["sh", "-x", "/scripts/apk", "add"], [], false),
        (["/entrypoint"], ["apk", "add"], false),
    ])
    func `a command is a program with its words, or a shell with its script`(
        command: [String], arguments: [String], installs: Bool
    ) throws {
        func json(_ words: [String]) throws -> String {
            String(decoding: try JSONEncoder().encode(words), as: UTF8.self)
        }
        let manifest = pod(kind: "Job", container: "command: \(try json(command)), args: \(try json(arguments))")
        #expect(try findings(of: "runtime-install", in: manifest).isEmpty != installs)
    }

    @Test(arguments: [
        ("Job", "", true), ("CronJob", "", true), ("Pod", "", false), ("Deployment", "", false),
        ("Pod", "annotations: {helm.sh/hook: test}", true),
    ])
    func `only workloads that run to completion are checked`(kind: String, metadata: String, looks: Bool) throws {
        let manifest = pod(kind: kind, metadata: metadata, container: "command: [apk, add, jq]")
        #expect(try findings(of: "runtime-install", in: manifest).isEmpty != looks)
    }

    @Test func `an init container is checked wherever it is`() throws {
        let manifest =
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {initContainers: [{name: i, image: 'a/b:1', command: [apk, add, jq]}]}}"
        #expect(try findings(of: "runtime-install", in: manifest) == ["error 0.yaml"])
    }
}
