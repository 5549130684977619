import AuditModel
import Glibc
import ImageModel
import ManifestScanning
import PolicyModel
import PolicyRules
import SourceText

/// Measures the judgement over fleets of growing size, every registry answered from memory:
///
///     EvaluateBench RUNS OCCURRENCES…
///
/// Prints the CPU time of the plan and of the evaluation, medians of the runs.
@main enum EvaluateBench {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let runs = arguments.first ?? 5
        let policy = try PolicyLoader(rules: RuleRegistry.waiverForms).policy(
            from: [SourceFile(path: "bench.yaml", text: SyntheticFleet.policy)])
        print("\(policy.waivers.count) waivers, \(policy.overrides.count) overrides, \(runs) runs")
        var smallest: Double?
        for count in arguments.dropFirst() {
            let inventory = SyntheticFleet.inventory(of: count)
            var plans: [Double] = []
            var evaluations: [Double] = []
            var known: Resolutions?
            var summary = ""
            for _ in 0..<runs {
                let (plan, planTime) = measured { Plan(inventory, policy: policy, options: SyntheticFleet.options) }
                let answers = known ?? SyntheticFleet.answers(to: plan)
                known = answers
                let (evaluation, time) = measured {
                    Evaluation(of: plan.informed(by: answers), today: SyntheticFleet.today)
                }
                plans.append(planTime)
                evaluations.append(time)
                let locations = evaluation.findings.reduce(0) { $0 + $1.locations.count }
                let waived = evaluation.findings.reduce(0) { sum, finding in
                    sum + finding.locations.count { $0.status == .waived }
                }
                summary = "\(evaluation.findings.count) findings, \(locations) places, \(waived) waived"
            }
            let (planTime, time) = (median(plans), median(evaluations))
            let each = (planTime + time) / Double(inventory.occurrences.count)
            smallest = smallest ?? each
            print(
                "\(inventory.occurrences.count) occurrences: plan \(milliseconds(planTime)) ms, "
                    + "evaluation \(milliseconds(time)) ms, \(milliseconds(each * 1e3)) µs each, "
                    + "\(milliseconds(each / (smallest ?? each) / 1e3)) of the smallest; \(summary)")
        }
    }

    private static func measured<Value>(_ body: () -> Value) -> (Value, Double) {
        let start = clock()
        let value = body()
        return (value, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    /// With two decimals.
    private static func milliseconds(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 1e5).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
