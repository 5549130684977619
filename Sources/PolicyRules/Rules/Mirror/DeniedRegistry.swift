package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `denied-registry`
package enum DeniedRegistry: ImageRule {
    package static let description = RuleDescription(
        id: "denied-registry",
        title: "An image from a registry that must not be needed at run time",
        rationale: """
            Some registries limit pulls, ask for accounts or vanish; a cluster that needs one of them to start a pod \
            stops when that happens. The policy says which ones these are.
            """,
        remedy: """
            Name the mirror's copy, which the finding gives where the policy has a name for it; copy the image there \
            first where it is missing.
            """,
        configuration: """
            `denied` lists registries, folders and repositories. Where the mirror's copy is bad the finding is the \
            mirror's, and this one is left out: it could not be followed yet.
            """,
        severity: .error, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.deployment("grafana/loki:3.5.7"),
            policy: "denied: [docker.io]\n" + ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror),
        conforming: RuleDescription.Example(
            ExampleManifest.deployment("ghcr.io/acme/mirror/grafana/loki:3.5.7"),
            policy: "denied: [docker.io]\n" + ExampleManifest.mirrorPolicy,
            registry: ExampleManifest.faithfulMirror))

    package static func inquiries(_ context: ImageContext) -> [Inquiry] {
        context.isDenied ? context.counterpartInquiries : []
    }

    package static func judge(_ context: ImageContext) -> [Violation] {
        guard let reference = context.reference, context.isDenied, !context.hasBadCopyFinding else { return [] }
        let message = "comes from \(reference.registry), which is denied at run time"
        guard let counterpart = context.group.counterpart else { return [Violation(message)] }
        guard let comparison = context.counterpartComparison, context.isGoodCopy(comparison) else {
            return [Violation("\(message); in the mirror it would be \(counterpart)")]
        }
        return [
            Violation(
                "\(message); the mirror has it as \(counterpart)", isAboutPlatforms: true,
                fix: context.isPossible ? nil : .replace(with: context.replacement(comparison)))
        ]
    }
}
