/// Bounds against hostile documents.
package struct ReadingLimits: Sendable, Hashable {
    /// Nesting of mappings and sequences. libyaml's time is quadratic in the depth of flow collections: 200 KB of `[`
    /// cost it a minute.
    package var depth: Int
    /// Bytes of one input.
    package var inputSize: Int

    package init(depth: Int = 100, inputSize: Int = 256 << 20) {
        self.depth = depth
        self.inputSize = inputSize
    }

    package static let standard = ReadingLimits()
}
