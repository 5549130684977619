internal import AuditModel

/// The manifests that rules show as examples.
enum ExampleManifest {
    /// A Deployment with one container. `pod` and `container` add one field each.
    static func deployment(
        _ image: String, architecture: String? = nil, namespace: String = "monitoring", labels: String? = nil,
        pod: String? = nil, container: String? = nil
    ) -> String {
        let selector = architecture.map { "\n      nodeSelector:\n        kubernetes.io/arch: \($0)" } ?? ""
        let labels = labels.map { "\n  labels:\n    \($0)" } ?? ""
        let pod = pod.map { "\n      \($0)" } ?? ""
        let container = container.map { "\n          \($0)" } ?? ""
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: loki
              namespace: \(namespace)\(labels)
            spec:
              template:
                spec:\(selector)\(pod)
                  containers:
                    - name: loki
                      image: \(image)\(container)
            """
    }

    /// A Job with one container.
    static func job(_ image: String, command: String) -> String {
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: loki-setup
          namespace: monitoring
        spec:
          template:
            spec:
              containers:
                - name: setup
                  image: \(image)
                  command: \(command)
        """
    }

    /// A Job that runs before a release is installed.
    static func hookJob(_ image: String, pod: String? = nil) -> String {
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: loki-setup
          namespace: monitoring
          annotations:
            helm.sh/hook: pre-install
        spec:
          template:
            spec:\(pod.map { "\n      \($0)" } ?? "")
              containers:
                - name: setup
                  image: \(image)
        """
    }

    /// The policy of a fleet with a mirror.
    static let mirrorPolicy = """
        images:
          policy:
            preferMirror: true
            requireMultiArch: true
            mirrorRegistry: ghcr.io/acme/mirror
        mirror:
          from: [docker.io]
          naming: path
        """

    /// A waiver for the image of the examples.
    static func waiver(of rule: String, expires: String) -> String {
        """
        waivers:
          - rule: \(rule)
            image: ghcr.io/acme/loki:3.5.7
            reason: tracked in 456
            expires: \(expires)
        """
    }

    /// That image, with both platforms.
    static let wholeImage: [String: ExampleImage] = [
        "ghcr.io/acme/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])
    ]

    /// An image and a faithful copy in that mirror.
    static let faithfulMirror: [String: ExampleImage] = [
        "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
        "ghcr.io/acme/mirror/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
    ]
}
