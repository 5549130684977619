import AuditModel
import ManifestScanning
import PolicyModel
import PolicyRules
import SourceText
import TestSupport

/// A complete audit of a text, with example images in place of registries.
struct Audit {
    let evaluation: Evaluation
    let asked: [Inquiry]
    let known: Resolutions

    init(
        _ uses: [ImageUse], policy: Policy = Policy(), registry: [String: ExampleImage] = [:],
        fixed: [String: Resolution] = [:], options: PlanOptions = PlanOptions(), today: String = "2026-06-15",
        unreadable: [UnreadableSource] = [], facts: FleetFacts = FleetFacts()
    ) throws {
        let plan = Plan(uses, policy: policy, options: options, facts: facts)
        let registry = ExampleRegistry(registry, fixed: fixed)
        (known, asked) = registry.answers { plan.informed(by: $0).inquiries }
        guard let today = CalendarDate(today) else { throw NoSuchDay() }
        evaluation = Evaluation(of: plan.informed(by: known), today: today, unreadable: unreadable)
    }

    /// `rule severity`, sorted.
    var verdicts: [String] { evaluation.findings.map { "\($0.rule) \($0.severity.rawValue)" }.sorted() }

    func message(of rule: RuleID) -> String? { evaluation.findings.first { $0.rule == rule }?.message }
    func fix(of rule: RuleID) -> Fix? { evaluation.findings.first { $0.rule == rule }?.fix }

    struct NoSuchDay: Error {}
}

func policy(_ texts: String...) throws -> Policy {
    try PolicyLoader(rules: RuleRegistry.waiverForms).policy(
        from: texts.enumerated().map { SourceFile(path: "\($0).yaml", text: $1) })
}

/// The image uses in a manifest, as an audit finds them.
func uses(_ manifest: String, file: String = "loki.yaml") -> [ImageUse] {
    ManifestScanner().scan(SourceFile(path: file, text: manifest)).occurrences.map(ImageUse.init)
}

let both = ["linux/amd64", "linux/arm64"]
let deepest = PlanOptions(depth: .config, asksForDrift: true, isFullFleet: true)

/// Upstream at docker.io and quay.io, mirrored by path; the mirror is preferred.
let mirrorPolicy = """
    images: { policy: { preferMirror: true, requireMultiArch: true, mirrorRegistry: ghcr.io/acme/mirror } }
    mirror: { from: [docker.io], naming: path }
    """

/// The image uses and facts in a manifest and in values files `base.yaml` and `env.yaml`, from one scan, because
/// objects are compared by identity.
func scanned(_ manifest: String, values: [String] = []) -> (uses: [ImageUse], facts: FleetFacts) {
    let result = ManifestScanner().scan(SourceFile(path: "loki.yaml", text: manifest))
    let files = values.enumerated().map { SourceFile(path: $0 == 0 ? "base.yaml" : "env.yaml", text: $1) }
    var facts = result.facts
    facts.inheritedDigests += HelmValuesLayers(files).inheritedDigests
    return (result.occurrences.map(ImageUse.init), facts)
}

func scanned(_ example: RuleDescription.Example) -> (uses: [ImageUse], facts: FleetFacts) {
    scanned(example.manifest, values: example.values)
}
