package import AuditModel
internal import ImageModel
internal import SourceText

/// The comparison of a mirror with upstream, schema `polyarch.mirror/v1`.
extension JSONReporter {
    package func write(_ report: MirrorReport, to output: (String) -> Void) {
        JSONValue.object([
            "schema": .string("polyarch.mirror/v1"),
            "toolVersion": .string(report.toolVersion),
            "policyFiles": .strings(report.policyFiles),
            "summary": .object([
                "pairs": .integer(report.pairs.count),
                "verdicts": .members(MirrorVerdict.allCases.map { ($0.rawValue, .integer(report.count(of: $0))) }),
                "findings": counts(report.count(of:)),
                "unchecked": .integer(report.uncheckedCount),
            ]),
            "run": run(report.run),
            "pairs": .each(report.pairs, pair),
            "unchecked": .each(report.unchecked, unchecked),
        ]).writeDocument(to: output)
    }

    private func pair(_ pair: JudgedPair) -> JSONValue {
        let comparison = pair.comparison
        let evidence = pair.evidence
        return .object([
            "source": .string(comparison.source.description),
            "target": .string(comparison.target.description),
            "verdict": .string(comparison.verdict.rawValue),
            "severity": .optional(pair.severity?.rawValue),
            "requiredPlatforms": platforms(pair.required),
            "sourceDigest": .optional(comparison.sourceDigest?.description),
            "sourceMediaType": .optional(evidence.source?.mediaType),
            "sourcePlatforms": platforms(evidence.source?.platforms ?? []),
            "targetDigest": .optional(comparison.targetDigest?.description),
            "targetMediaType": .optional(evidence.target?.mediaType),
            "targetPlatforms": platforms(evidence.target?.platforms ?? []),
            "lost": platforms(comparison.lost),
            "different": platforms(comparison.different),
            "uncompared": platforms(comparison.uncompared),
            "absent": .strings(comparison.absent.map(\.description)),
            "child": evidence.child.map {
                .object(["platform": .string($0.platform.description), "digest": .string($0.digest.description)])
            } ?? .null,
            "attestations": .optional(evidence.attestations?.rawValue),
            "attachments": evidence.attachments.map { .array($0.map(attachment)) } ?? .null,
            "cause": .optional(evidence.cause),
            "repair": .optional(pair.repair),
            "failure": failure(comparison.failure),
            "sourceFailure": failure(evidence.sourceFailure),
            "places": .array(
                pair.places.map {
                    .object([
                        "file": .string($0.file), "line": .integer($0.position.line),
                        "column": .integer($0.position.column),
                    ])
                }),
        ])
    }

    private func attachment(_ attachment: MirrorEvidence.Attachment) -> JSONValue {
        .object([
            "name": .string(attachment.name), "kind": .string(attachment.kind),
            "state": .string(attachment.state.rawValue),
        ])
    }
}
