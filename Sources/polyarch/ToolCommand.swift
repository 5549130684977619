import ArgumentParser
import AuditPipeline
import SourceText

/// A command whose outcome is one of the tool's exit statuses.
protocol ToolCommand: AsyncParsableCommand {
    func execute() async throws -> ExitStatus
}

extension ToolCommand {
    mutating func run() async throws {
        StandardStream.ignoreClosedPipes()
        do {
            let status = try await execute()
            if let failure = StandardStream.failure {
                throw UsageError("\(failure.path): error: it cannot be written: \(failure.reason)")
            }
            if status != .clean { throw ExitCode(status.rawValue) }
        } catch let error as UsageError {
            StandardStream.error.write("polyarch: \(error)\n")
            throw ExitCode(ExitStatus.usage.rawValue)
        }
    }
}
