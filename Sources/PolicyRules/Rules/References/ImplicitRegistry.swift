package import AuditModel
internal import ImageModel

/// `implicit-registry`
package enum ImplicitRegistry: PlaceRule {
    package static let description = RuleDescription(
        id: "implicit-registry",
        title: "Reference without a registry",
        rationale: """
            `nginx` means `docker.io/library/nginx` to Docker, and whatever `unqualified-search-registries` says to \
            podman and CRI-O. Readers, and programs that rewrite registries, have to know that; a full name means \
            the same everywhere.
            """,
        remedy: "Write the full name, which the finding gives.",
        severity: .warning, isTextual: true, isOptional: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("grafana/loki:3.5.7"), policy: "rules:\n  implicit-registry: warning",
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("docker.io/grafana/loki:3.5.7"),
            policy: "rules:\n  implicit-registry: warning",
            registry: ["docker.io/grafana/loki:3.5.7": .index(["linux/amd64", "linux/arm64"])]))

    package static func judge(_ context: PlaceContext) -> [Violation] {
        // On a command line a short name is a convenience.
        guard context.use.occurrence != nil, let reference = context.reference,
            Self.leavesHostOut(context.use.text)
        else { return [] }
        return [
            Violation(
                "`\(context.use.text)` does not name its registry, \(reference.registry)",
                fix: context.use.isPossible ? nil : .replace(with: reference))
        ]
    }

    /// The grammar's own test: a first part with a dot or a port, or `localhost`, is a host.
    private static func leavesHostOut(_ text: String) -> Bool {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return true }
        let first = text[..<slash]
        return !first.utf8.contains(UInt8(ascii: ".")) && !first.utf8.contains(UInt8(ascii: ":"))
            && first != "localhost"
    }
}
