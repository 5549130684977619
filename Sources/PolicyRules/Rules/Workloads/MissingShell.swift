package import AuditModel
internal import ImageModel
internal import PolicyModel

/// `missing-shell`
package enum MissingShell: PlaceRule {
    package static let description = RuleDescription(
        id: "missing-shell",
        title: "A shell is called in an image that has none",
        rationale: """
            Distroless images hold one program and nothing else. A container whose command is `/bin/sh` does not start \
            in them (`exec: "/bin/sh": no such file or directory`); a chart that changed its `kubectl` image to the \
            distroless one breaks every Job that runs a script.
            """,
        remedy: "Use a toolbox image that has the shell, or call the program itself.",
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
        return [Violation("has no shell, and its container calls \(program)")]
    }
}
