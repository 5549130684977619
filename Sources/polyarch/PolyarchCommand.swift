import ArgumentParser
import AuditPipeline
import DocumentReading
import HTTPTransport

@main
struct PolyarchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "polyarch",
        abstract: "Audits the container images that a GitOps fleet deploys.",
        discussion: """
            Exit status: 0 everything was checked and nothing is wrong; 1 findings; 2 something could not be checked; \
            64 wrong usage, or an input, policy or output that cannot be used.
            """,
        version: ToolVersion.described,
        subcommands: [
            AuditCommand.self, CheckCommand.self, MirrorCommand.self, PinCommand.self, ListCommand.self,
            RulesCommand.self, PolicyCommand.self, BaselineCommand.self, CacheCommand.self,
        ])

    /// The same shape as the messages of the commands themselves.
    static var _errorPrefix: String { "polyarch: error: " }

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var command = try await asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure, let mistake = unknownCommand(in: arguments) else {
                exit(withError: error)
            }
            exit(withError: ValidationError(mistake))
        }
    }

    /// The message about the first word that should be a command and is not; nil if there is none.
    private static func unknownCommand(in arguments: [String]) -> String? {
        var command: any ParsableCommand.Type = self
        for word in arguments {
            let known = command.configuration.subcommands
            if known.isEmpty || word.hasPrefix("-") || word == "help" { return nil }
            guard let next = known.first(where: { $0.configuration.commandName == word }) else {
                let names = known.compactMap { $0.configuration.commandName }
                let guess = Suggestion.nearest(to: word, among: names).map { "did you mean '\($0)'?" }
                return "unknown command '\(word)'; \(guess ?? "expected \(Choice.list(names, "or"))")"
            }
            command = next
        }
        return nil
    }
}

enum ToolVersion {
    static let current = "0.1.0"

    /// With the version of libcurl, which handles the network and gets its security fixes from the system.
    static var described: String { "\(current) (\(CurlLibrary.version))" }
}
