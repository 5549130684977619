package import AuditModel

/// The page about a rule, in Markdown: the file under `policy/rules/`, and what `polyarch rules RULE` shows.
package enum RulePage {
    package static func markdown(_ rule: RuleDescription) -> String {
        let isBookkeeping = RuleRegistry.bookkeepingRules.contains { $0.id == rule.id }
        var basis = rule.isTextual ? "the text alone; works without registries" : "what registries say"
        if isBookkeeping { basis = "the policy against the results of the audit" }
        var text = """
            # `\(rule.id)`

            \(rule.title).

            Severity: \(rule.severity.rawValue)\(rule.isOptional ? ", off by default" : ""). Checks \(basis).

            ## Why

            \(wrapped(rule.rationale))

            ## Violation

            \(example(rule.violating))

            ## Compliant

            \(example(rule.conforming))

            ## How to fix it

            \(wrapped(rule.remedy))

            ## How to configure it

            """
        if let configuration = rule.configuration { text += "\n\(wrapped(configuration))\n" }
        text += """

            ```yaml
            rules:
              \(rule.id): \(rule.severity.rawValue)    # error, warning, note or off
            ```

            """
        return text + (isBookkeeping ? notWaiving : waiving(rule))
    }

    private static let notWaiving = """

        ## How to waive it

        The rule is about the policy itself and takes no waiver: correct the policy, or lower the rule's level.

        """

    private static func waiving(_ rule: RuleDescription) -> String {
        """

        ## How to waive it

        A waiver has a reason and a last day. `image` may be a glob; its digest is ignored, and without a tag it covers every
        tag. `platforms`, `paths`, `kinds`, `namespaces`, `names` and `applications` narrow it.

        ```yaml
        waivers:
          - rule: \(rule.id)
            image: \(waivedImage(rule))
            reason: what has to happen first, and where that is tracked
            expires: 2026-12-31    # the last day, UTC
        ```

        """
    }

    private static func example(_ example: RuleDescription.Example) -> String {
        var text = "```yaml\n\(example.manifest)\n```"
        if let base = example.values.first {
            text = "```yaml\n# base.yaml\n\(base)\n```"
            for overlay in example.values.dropFirst() { text += "\n\n```yaml\n# env.yaml\n\(overlay)\n```" }
            return text
        }
        if let policy = example.policy { text += "\n\nwith the policy\n\n```yaml\n\(policy)\n```" }
        if !example.registry.isEmpty {
            let isPinned = example.manifest.contains("@sha256:")
            let answers = example.registry.sorted { $0.key < $1.key }.map { reference, image in
                "- `\(reference)`: \(image.description(withDigests: isPinned))"
            }
            text += "\n\nwhere registries say\n\n" + answers.joined(separator: "\n")
        }
        return text
    }

    /// The image of the example, as a waiver names it.
    private static func waivedImage(_ rule: RuleDescription) -> String {
        let lines = rule.violating.manifest.split(separator: "\n")
        let image = lines.lazy.compactMap { line in line.split(separator: "image: ", maxSplits: 1).dropFirst().first }
        return image.first.map { String($0.prefix { $0 != "@" }) } ?? "docker.io/grafana/loki:3.5.7"
    }

    /// Lines of at most 120 characters.
    private static func wrapped(_ text: String) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + word.count >= 120 {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
