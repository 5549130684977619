import ArgumentParser
import AuditPipeline

struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Show or prune the cache of manifests and image configurations.",
        subcommands: [PathCommand.self, PruneCommand.self])

    struct PathCommand: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "path", abstract: "Print the folder of the cache, an OCI image layout.")

        func execute() async throws -> ExitStatus {
            StandardStream.output.write(try UserCache.path(environment: ProcessEnvironment.variables) + "\n")
            return .clean
        }
    }

    struct PruneCommand: ToolCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Remove the least recently used entries; by default all.")

        @Option(
            help: ArgumentHelp(
                "Size to prune to, such as 512K, 100M or 2G; a number without a suffix counts MiB.",
                valueName: "size"),
            transform: size)
        var keep = ByteCount(bytes: 0)

        private static func size(_ text: String) throws -> ByteCount {
            guard let size = ByteCount(text, unit: 1 << 20) else {
                throw ValidationError("expected a size such as 512K, 100M or 2G")
            }
            return size
        }

        func execute() async throws -> ExitStatus {
            let gone = try UserCache.prune(environment: ProcessEnvironment.variables, to: keep.bytes)
            StandardStream.output.write("removed \(gone.files) files, \(gone.bytes) bytes\n")
            return .clean
        }
    }
}
