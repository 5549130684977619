import ArgumentParser
import AuditPipeline
import SourceText

/// A command whose outcome is one of the tool's exit statuses.
protocol ToolCommand: AsyncParsableCommand {
    /// The arguments that read standard input, as the user wrote them; one at most makes sense.
    var standardInput: [String] { get }
    /// The arguments that send something to standard output, as the user wrote them; one at most makes sense.
    var standardOutput: [String] { get }

    func execute() async throws -> ExitStatus
}

extension ToolCommand {
    var standardInput: [String] { [] }
    var standardOutput: [String] { [] }

    mutating func run() async throws {
        StandardStream.ignoreClosedPipes()
        do {
            try requireSingleUse(of: "standard input", by: standardInput)
            try requireSingleUse(of: "standard output", by: standardOutput)
            if !standardInput.isEmpty, Terminal.isInputTerminal {
                StandardStream.showMessage("waiting for input from the terminal; Ctrl-D ends it")
            }
            let status = try await execute()
            if let failure = StandardStream.failure { throw UsageError(failure) }
            if status != .clean { throw ExitCode(status.rawValue) }
        } catch let error as UsageError {
            StandardStream.showMessage("\(error)")
            throw ExitCode(ExitStatus.usage.rawValue)
        }
    }

    private func requireSingleUse(of stream: String, by arguments: [String]) throws(UsageError) {
        guard arguments.count > 1 else { return }
        let users = Choice.list(arguments.map { "'\($0)'" }, "and")
        throw UsageError("\(stream) can be used only once, but \(arguments.count == 2 ? "both " : "")\(users) use it")
    }
}
