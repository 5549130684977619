import ArgumentParser
import AuditModel
import AuditPipeline
import DocumentReading
import PolicyRules

struct RulesCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List the rules, or explain one: what it checks, why, and how to fix or waive it.")

    @Argument(help: "The rule to explain.")
    var rule: String?

    func execute() async throws -> ExitStatus {
        guard let rule else {
            let width = RuleRegistry.descriptions.map(\.id.name.count).max() ?? 0
            for description in RuleRegistry.descriptions {
                let name = description.id.name.padding(to: width)
                StandardStream.output.write(
                    "\(name)  \((description.isOptional ? "off" : description.severity.rawValue).padding(to: 7))  \(description.title)\n"
                )
            }
            return .clean
        }
        guard let description = RuleRegistry.descriptions.first(where: { $0.id.name == rule }) else {
            let guess = Suggestion.nearest(to: rule, among: RuleRegistry.names).map { "did you mean '\($0)'?" }
            throw UsageError("unknown rule '\(rule)'; \(guess ?? "polyarch rules lists them")")
        }
        StandardStream.output.write(RulePage.markdown(description))
        return .clean
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
