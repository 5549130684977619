internal import CLibYAML
internal import SourceText

/// Records libyaml's events onto tapes, one a document.
struct YAMLRecorder {
    let file: SourceFile
    let limits: ReadingLimits

    struct Failure {
        let error: DocumentError
        /// In the bytes of the file.
        let offset: Int
        /// Where a document starts that the tape holds because it ended before the error.
        let completeDocument: Int?
    }

    /// Parses the bytes of `range` and hands over each document once the next one has begun, with the offset at which
    /// it starts (after its marker, where it has one). Returns why it stopped early.
    func record(
        _ range: ByteRange, onto tape: inout DocumentTape, _ body: (DocumentTape, Int) -> Void
    ) -> Failure? {
        unsafe file.bytes.withUnsafeBufferPointer { all in
            let piece = unsafe all[range.lower..<range.upper]
            // The encoding is set, not detected, so that libyaml takes a byte-order mark for content.
            let base = unsafe piece.starts(with: [0xEF, 0xBB, 0xBF]) ? range.lower + 3 : range.lower
            let input = unsafe UnsafeBufferPointer(rebasing: piece[base...])
            guard var parser = unsafe YAMLParser(input) else {
                return failure(.limit, at: base, "libyaml could not be started: out of memory")
            }
            var events = unsafe EventRecorder(file: file, limits: limits, input: input, base: base)
            return events.record(from: &parser, onto: &tape, body)
        }
    }

    private func failure(_ kind: DocumentError.Kind, at offset: Int, _ message: String) -> Failure {
        Failure(
            error: DocumentError(kind, in: file, at: file.origin.offset + offset, message), offset: offset,
            completeDocument: nil)
    }
}
