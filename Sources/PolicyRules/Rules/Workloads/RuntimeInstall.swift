package import AuditModel
internal import PolicyModel

/// `runtime-install`
package enum RuntimeInstall: PlaceRule {
    package static let description = RuleDescription(
        id: "runtime-install",
        title: "Task that installs its tools at run time",
        rationale: """
            Software installed at run time is not pinned: the task that worked yesterday fails today because a \
            package index moved, a site is down, or the cluster has no outbound access. It must run as root to \
            install it, and no scanner has seen what it fetches.
            """,
        remedy: "Use a toolbox image that contains the tools, pinned like any other image.",
        configuration: """
            Checks Jobs, CronJobs, hooks and init containers. Only commands count: `echo "apk add"`, comments and \
            here-documents do not.
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
        return [Violation("container installs software at run time: `\(first)`\(more)")]
    }
}
