/// Limits against hostile input. A document over a limit is reported as an error; the rest of the input is still read.
package struct ReadingLimits: Sendable, Hashable {
    /// Nesting of mappings and sequences. libyaml takes quadratic time for nested flow collections: a minute for 200 KB
    /// of `[`.
    package var depth: Int
    /// Aliases in one document.
    package var aliases: Int
    /// Bytes of one scalar in the file, quotes included.
    package var scalarSize: Int
    /// Bytes of one document. A stream is held in memory one document at a time.
    package var documentSize: Int
    /// Documents of one input.
    package var documents: Int
    /// Bytes of one input.
    package var inputSize: Int

    package init(
        depth: Int = 100, aliases: Int = 10_000, scalarSize: Int = 16 << 20, documentSize: Int = 64 << 20,
        documents: Int = 1_000_000, inputSize: Int = 2 << 30
    ) {
        self.depth = depth
        self.aliases = aliases
        self.scalarSize = scalarSize
        self.documentSize = documentSize
        self.documents = documents
        self.inputSize = inputSize
    }

    package static let standard = ReadingLimits()
}
