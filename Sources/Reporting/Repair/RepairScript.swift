package import AuditModel
internal import ImageModel

/// The commands that make a mirror what it should be, as a script for bash. One that fails hides none of the others.
package enum RepairScript {
    package static func render(_ report: MirrorReport) -> String {
        let broken = report.pairs.filter { $0.repair != nil }
        var text = """
            #!/usr/bin/env bash
            # Written by polyarch \(report.toolVersion) at \(report.run.started): copies again what is not good in the mirror.
            # Sources are named by the digest that was judged.
            set -euo pipefail
            failed=0

            """
        for pair in broken {
            guard let repair = pair.repair else { continue }
            text += "\n# \(pair.standing) \(pair.comparison.verdict.rawValue): \(pair.meaning)\n"
            if let digest = pair.comparison.targetDigest {
                text += "# \(line(pair.comparison.target.description)) was \(line(digest.description))\n"
            }
            text += repair + " || failed=$((failed + 1))\n"
        }
        if broken.isEmpty { text += "\n# Nothing is to be copied.\n" }
        text += "\nif [ \"$failed\" -gt 0 ]; then\n"
        text += "  echo \"$failed of \(AuditReport.count(broken.count, "command")) failed\" >&2\n  exit 1\nfi\n"
        return text
    }

    /// A comment ends with its line; nothing foreign may begin another one.
    private static func line(_ text: String) -> String { Escaping.terminal(text) }
}
