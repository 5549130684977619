package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `missing-shell`
package enum MissingShell: PlaceRule {
    package static let description = RuleDescription(
        id: "missing-shell",
        title: "Shell called in an image that has none",
        rationale: """
            Distroless images contain one program and nothing else. A container whose command is `/bin/sh` does not \
            start in them (`exec: "/bin/sh": no such file or directory`); a chart that moves its `kubectl` image to \
            the distroless one breaks every Job that runs a script.
            """,
        remedy: "Use a toolbox image that has a shell, or call the program directly.",
        configuration: "`noShell` lists the images that are known to have no shell.",
        severity: .error, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.job("ghcr.io/acme/loki:3.5.7", command: #"["/bin/sh", "-c", "kubectl get pods"]"#),
            policy: "noShell: [ghcr.io/acme/loki]", registry: ExampleManifest.wholeImage),
        conforming: RuleDescription.Example(
            ExampleManifest.job("ghcr.io/acme/loki:3.5.7", command: #"["kubectl", "get", "pods"]"#),
            policy: "noShell: [ghcr.io/acme/loki]", registry: ExampleManifest.wholeImage))

    package static func judge(_ context: PlaceContext) -> [Violation] {
        guard let reference = context.reference, let program = context.container?.command.first,
            ShellCommand.isShell(program),
            context.policy.noShell.contains(where: { $0.contains(reference.name) })
        else { return [] }
        return [Violation("container calls \(program), but the image has no shell")]
    }
}
