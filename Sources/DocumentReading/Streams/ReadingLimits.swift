/// Bounds against hostile input: what goes beyond one is listed, and hides nothing else.
package struct ReadingLimits: Sendable, Hashable {
    /// Nesting of mappings and sequences. libyaml's time is quadratic in the depth of flow collections: 200 KB of `[`
    /// cost it a minute.
    package var depth: Int
    /// Aliases in one document.
    package var aliases: Int
    /// Bytes of one scalar as it is written.
    package var scalarSize: Int
    /// Bytes of one document, which is all of a stream that is in memory at once.
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
