package import AuditModel
internal import PolicyModel

/// `runtime-install`
package enum RuntimeInstall: PlaceRule {
    package static let description = RuleDescription(
        id: "runtime-install",
        title: "A task installs its tools when it runs",
        rationale: """
            What is installed at run time is pinned by nobody: the task that worked yesterday fails today because a \
            package index moved, a site is down, or the cluster has no way out. It runs as root for it, and what it \
            fetches was seen by no scanner.
            """,
        remedy: "Use a toolbox image that has the tools, pinned like any other image.",
        configuration: """
            Looks at Jobs, CronJobs, hooks and init containers, at commands in the words of their scripts: \
            `echo "apk add"`, comments and here-documents are no commands.
            """,
        severity: .error, isTextual: true,
        violating: RuleDescription.Example(
            ExampleManifest.job(
                "ghcr.io/acme/loki:3.5.7", command: #"["sh", "-ec", "apk add --no-cache jq && jq . /data"]"#),
            registry: ExampleManifest.wholeImage),
        conforming: RuleDescription.Example(
            ExampleManifest.job("ghcr.io/acme/loki:3.5.7", command: #"["sh", "-ec", "jq . /data"]"#),
            registry: ExampleManifest.wholeImage))

    package static func judge(_ context: PlaceContext) -> [Violation] {
        guard let container = context.container, context.isTask else { return [] }
        let installations = ShellCommand.commands(of: container.command, container.args).compactMap(Installation.of)
        guard let first = installations.first else { return [] }
        let more = Set(installations).count > 1 ? " and more" : ""
        return [Violation("installs at run time: its container runs `\(first)`\(more)")]
    }
}
