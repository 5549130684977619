import ArgumentParser
import AuditPipeline
import DocumentReading

/// Bounds against hostile input. Input over a limit is reported as unchecked; the rest is still scanned.
struct LimitOptions: ParsableArguments {
    private static let standard = ReadingLimits.standard

    @Option(help: ArgumentHelp("Nesting of mappings and lists, at most 1000.", valueName: "count"))
    var maxDepth: Int = standard.depth

    @Option(help: ArgumentHelp("Number of aliases in one document.", valueName: "count"))
    var maxAliases: Int = standard.aliases

    @Option(help: ArgumentHelp("Size of one scalar in bytes; K, M and G suffixes are accepted.", valueName: "size"))
    var maxScalarSize = ByteCount(bytes: standard.scalarSize)

    @Option(help: ArgumentHelp("Size of one document.", valueName: "size"))
    var maxDocumentSize = ByteCount(bytes: standard.documentSize)

    @Option(help: ArgumentHelp("Size of one file or stream.", valueName: "size"))
    var maxFileSize = ByteCount(bytes: standard.inputSize)

    @Option(help: ArgumentHelp("Number of documents in one file or stream.", valueName: "count"))
    var maxDocuments: Int = standard.documents

    var limits: ReadingLimits {
        ReadingLimits(
            depth: maxDepth, aliases: maxAliases, scalarSize: maxScalarSize.bytes, documentSize: maxDocumentSize.bytes,
            documents: maxDocuments, inputSize: maxFileSize.bytes)
    }

    func validate() throws {
        guard (1...1000).contains(maxDepth) else { throw ValidationError("--max-depth must be 1 to 1000") }
        guard maxAliases >= 0 else { throw ValidationError("--max-aliases must not be negative") }
        guard maxDocuments > 0 else { throw ValidationError("--max-documents must be positive") }
        // A tape holds places in 31 bits, and windows are up to twice as long as a document.
        guard maxDocumentSize.bytes <= 512 << 20 else { throw ValidationError("--max-document-size is 512M at most") }
    }
}

extension ByteCount: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
        if bytes == 0 { return nil }
    }

    public var defaultValueDescription: String { description }
}
