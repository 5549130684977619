internal import AuditModel

/// The manifests that rules show as examples.
enum ExampleManifest {
    /// A Deployment with one container.
    static func deployment(_ image: String, architecture: String? = nil, namespace: String = "monitoring") -> String {
        let selector = architecture.map { "\n      nodeSelector:\n        kubernetes.io/arch: \($0)" } ?? ""
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: loki
              namespace: \(namespace)
            spec:
              template:
                spec:\(selector)
                  containers:
                    - name: loki
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

    /// An image and its copy in that mirror, as it should be.
    static let faithfulMirror: [String: ExampleImage] = [
        "docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
        "ghcr.io/acme/mirror/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"]),
    ]
}
