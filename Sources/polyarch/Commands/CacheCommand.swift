import ArgumentParser
import AuditPipeline

/// Looks after the manifests and configurations that runs keep.
struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Shows where manifests are kept between runs, or makes room.",
        subcommands: [PathCommand.self, PruneCommand.self])

    struct PathCommand: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "path", abstract: "Prints the folder, an OCI image layout.")

        func execute() async throws -> ExitStatus {
            StandardStream.output.write(try UserCache.path(environment: ProcessEnvironment.variables) + "\n")
            return .clean
        }
    }

    struct PruneCommand: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Removes what was not used for longest; all of it unless told otherwise.")

        @Option(help: ArgumentHelp("How many MiB may stay.", valueName: "size"))
        var keep = 0

        func validate() throws {
            if !(0...(1 << 20)).contains(keep) { throw ValidationError("--keep takes a number of MiB") }
        }

        func execute() async throws -> ExitStatus {
            let gone = try UserCache.prune(environment: ProcessEnvironment.variables, to: keep << 20)
            StandardStream.output.write("removed \(gone.files) files, \(gone.bytes) bytes\n")
            return .clean
        }
    }
}
