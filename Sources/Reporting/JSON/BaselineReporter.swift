package import AuditModel
internal import ImageModel

/// The baseline as a file, schema `polyarch.baseline/v1`: one line per entry, sorted, so that diffs are readable.
package struct BaselineReporter: Sendable {
    package init() {}

    /// All findings that are not waived.
    package func baseline(of report: AuditReport, file: String) -> Baseline {
        Baseline(
            file: file,
            entries: report.findings.flatMap { finding in
                finding.locations.filter { $0.status != .waived }.map { location in
                    Baseline.Entry(
                        fingerprint: location.fingerprint, rule: finding.rule.name,
                        image: (try? ImageReference(finding.image).name) ?? finding.image, file: location.file ?? "",
                        object: location.object)
                }
            })
    }

    package func render(_ baseline: Baseline) -> String {
        let lines = baseline.entries.map { entry in
            let members = [
                ("fingerprint", entry.fingerprint), ("rule", entry.rule), ("image", entry.image),
                ("file", entry.file), ("object", entry.object),
            ]
            return "    {" + members.map { "\"\($0)\": \"\(Escaping.json($1))\"" }.joined(separator: ", ") + "}"
        }
        let known = lines.isEmpty ? "[]" : "[\n\(lines.joined(separator: ",\n"))\n  ]"
        return "{\n  \"schema\": \"polyarch.baseline/v1\",\n  \"known\": \(known)\n}\n"
    }
}
