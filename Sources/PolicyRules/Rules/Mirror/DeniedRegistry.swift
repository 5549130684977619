package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `denied-registry`
package enum DeniedRegistry: ImageRule {
    package static let description = RuleDescription(
        id: "denied-registry",
        title: "Image from a denied registry",
        rationale: """
            Some registries limit pulls, require accounts or go away; a cluster that needs one of them to start a \
            pod stops when that happens. The policy lists these registries.
            """,
        remedy: """
            Use the mirror's copy, which the finding names if the policy has a name for it. If it is missing there, \
            copy the image first.
            """,
        configuration: """
            `denied` lists registries, folders and repositories. If the mirror's copy is unusable, only that is \
            reported: this finding could not be acted on before the copy is repaired.
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
        let message = "denied registry: \(reference.registry)"
        guard let counterpart = context.group.counterpart else { return [Violation(message)] }
        guard let comparison = context.counterpartComparison, context.isGoodCopy(comparison) else {
            return [Violation("\(message); its name in the mirror is \(counterpart)")]
        }
        return [
            Violation(
                "\(message); the mirror has a good copy, \(counterpart)", isAboutPlatforms: true,
                fix: context.isPossible ? nil : .replace(with: context.replacement(comparison)))
        ]
    }
}
