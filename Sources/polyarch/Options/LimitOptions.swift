import ArgumentParser
import DocumentReading

/// Bounds against hostile input.
struct LimitOptions: ParsableArguments {
    private static let standard = ReadingLimits.standard

    @Option(help: ArgumentHelp("How deep mappings and lists may be nested, at most 1000.", valueName: "count"))
    var maxDepth: Int = standard.depth

    @Option(help: ArgumentHelp("Aliases in one document.", valueName: "count"))
    var maxAliases: Int = standard.aliases

    @Option(help: ArgumentHelp("Bytes of one scalar; K, M and G may stand behind sizes.", valueName: "size"))
    var maxScalarSize = ByteCount(bytes: standard.scalarSize)

    @Option(help: ArgumentHelp("Bytes of one document.", valueName: "size"))
    var maxDocumentSize = ByteCount(bytes: standard.documentSize)

    @Option(help: ArgumentHelp("Bytes of one file or stream.", valueName: "size"))
    var maxFileSize = ByteCount(bytes: standard.inputSize)

    @Option(help: ArgumentHelp("Documents of one file or stream.", valueName: "count"))
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

/// A number of bytes such as `512`, `64K`, `16M` or `2G`.
struct ByteCount: ExpressibleByArgument {
    let bytes: Int

    init(bytes: Int) {
        self.bytes = bytes
    }

    init?(argument: String) {
        let units: [(Character, Int)] = [("K", 10), ("M", 20), ("G", 30)]
        let unit = units.first { argument.uppercased().last == $0.0 }
        guard let number = Int(unit == nil ? argument : String(argument.dropLast())), number > 0,
            number <= Int.max >> (unit?.1 ?? 0)
        else { return nil }
        bytes = number << (unit?.1 ?? 0)
    }

    var defaultValueDescription: String {
        for (unit, shift) in [("G", 30), ("M", 20), ("K", 10)] where bytes & (1 << shift - 1) == 0 && bytes > 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }
}
