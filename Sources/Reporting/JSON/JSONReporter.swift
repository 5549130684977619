package import AuditModel
internal import ImageModel
internal import SourceText

/// The report as data, schema `polyarch.report/v1`: keys are added to it, never changed. Every key is always present,
/// null where it does not apply; nothing is cut.
package struct JSONReporter: Reporter {
    package init(_ layout: ReportLayout = ReportLayout()) {}

    package func write(_ report: AuditReport, to output: (String) -> Void) {
        JSONValue.object([
            "schema": .string("polyarch.report/v1"),
            "toolVersion": .string(report.toolVersion),
            "policyFiles": .strings(report.policyFiles),
            "summary": .object([
                "occurrences": .integer(report.occurrenceCount),
                "images": .integer(report.images.count),
                "files": .integer(report.fileCount),
                "findings": counts(report.count(of:)),
                "unchecked": .integer(report.unchecked.count),
                "baseline": report.baseline.map {
                    .object([
                        "file": .string($0.file), "new": .integer($0.new), "known": .integer($0.known),
                        "gone": .integer($0.gone),
                    ])
                } ?? .null,
            ]),
            "run": run(report.run),
            "images": .each(report.images, image),
            "findings": .each(report.findings, finding),
            "unchecked": .each(report.unchecked, unchecked),
        ]).writeDocument(to: output)
    }

    private func image(_ image: ReportedImage) -> JSONValue {
        .object([
            "reference": .string(image.reference.description),
            "state": .string(image.state),
            "digest": .optional(image.resolution.digest?.description),
            "mediaType": .optional(image.mediaType),
            "platforms": platforms(image.resolution.delivered),
            "failure": failure(image.resolution.failure),
            "mirror": image.mirror.map {
                .object(["reference": .string($0.target.description), "verdict": .string($0.verdict.rawValue)])
            } ?? .null,
            "pinned": .optional(image.pinned?.description),
            "endpoint": .optional(image.endpoint),
        ])
    }

    private func finding(_ finding: Finding) -> JSONValue {
        .object([
            "rule": .string(finding.rule.name),
            "severity": .string(finding.severity.rawValue),
            "message": .string(finding.message),
            "image": .string(finding.image),
            "platforms": platforms(finding.platforms),
            "locations": .array(finding.locations.map(location)),
            "fix": .optional(finding.fix?.text),
        ])
    }

    // MARK: - Parts of both reports

    func counts(_ count: (Severity) -> Int) -> JSONValue {
        .object([
            "error": .integer(count(.error)), "warning": .integer(count(.warning)), "note": .integer(count(.note)),
        ])
    }

    func run(_ run: RunFacts) -> JSONValue {
        .object([
            "started": .string(run.started),
            "seconds": .number(run.seconds),
            "requests": .integer(run.requests),
            "registries": .array(run.registries.map(registry)),
        ])
    }

    private func registry(_ facts: RegistryFacts) -> JSONValue {
        .object([
            "name": .string(facts.name),
            "requests": .integer(facts.requests),
            "retries": .integer(facts.retries),
            "cached": .integer(facts.cached),
            "rateLimit": facts.rateLimit.map {
                .object([
                    "limit": .optional($0.limit), "remaining": .integer($0.remaining),
                    "windowSeconds": .optional($0.windowSeconds),
                ])
            } ?? .null,
            "warnings": .strings(facts.warnings),
        ])
    }

    func unchecked(_ unchecked: Unchecked) -> JSONValue {
        var members: [(String, JSONValue)] = []
        switch unchecked.item {
        case .image(let image): members.append(("image", .string(image)))
        case .file(let file): members.append(("file", .string(file)))
        case .run: break
        }
        members.append(("kind", .string(unchecked.kind)))
        members.append(("message", .string(unchecked.message)))
        members.append(("locations", .array(unchecked.locations.map(location))))
        return .members(members)
    }

    private func location(_ location: FindingLocation) -> JSONValue {
        .object([
            "file": .optional(location.file),
            "line": .optional(location.position?.line),
            "column": .optional(location.position?.column),
            "path": .optional(location.path),
            "kind": .optional(location.kind),
            "namespace": .optional(location.namespace),
            "name": .optional(location.name),
            "status": .string(location.status.rawValue),
            "fingerprint": .string(location.fingerprint),
        ])
    }

    func failure(_ failure: ResolutionFailure?) -> JSONValue {
        failure.map { .object(["kind": .string($0.kind.rawValue), "message": .string($0.message)]) } ?? .null
    }

    func platforms(_ platforms: [Platform]) -> JSONValue { .strings(platforms.map(\.description)) }
}
