package import AuditModel
internal import ImageModel

/// The commands that repair a mirror, as a script for bash. A command that fails does not stop the others.
package enum RepairScript {
    package static func render(_ report: MirrorReport) -> String {
        let broken = report.pairs.filter { $0.repair != nil }
        var text = """
            #!/usr/bin/env bash
            # Written by polyarch \(report.toolVersion) at \(report.run.started): copies the images that are wrong in the mirror.
            # Sources are named by the digest that was compared.
            set -euo pipefail
            failed=0

            """
        for pair in broken {
            guard let repair = pair.repair else { continue }
            text += "\n# \(pair.status) \(pair.comparison.verdict.rawValue): \(pair.meaning)\n"
            if let digest = pair.comparison.targetDigest {
                text += "# \(line(pair.comparison.target.description)) was \(line(digest.description))\n"
            }
            text += repair + " || failed=$((failed + 1))\n"
        }
        if broken.isEmpty { text += "\n# There is nothing to copy.\n" }
        text += "\nif [ \"$failed\" -gt 0 ]; then\n"
        text += "  echo \"$failed of \(AuditReport.count(broken.count, "command")) failed\" >&2\n  exit 1\nfi\n"
        return text
    }

    /// A comment ends with its line; foreign text must not start another.
    private static func line(_ text: String) -> String { Escaping.terminal(text) }
}
