package import SourceText

/// Reads YAML streams and JSON texts document by document.
package enum DocumentReader {
    /// Calls `body` for each document in order with its zero-based number. Documents that are empty count, and those
    /// that do not parse count and are handed over as their error: one hides no other. A tape is only valid until
    /// `body` returns unless it is kept.
    package static func forEachDocument(
        in file: SourceFile, limits: ReadingLimits = .standard,
        _ body: (Int, Result<DocumentTape, DocumentError>) -> Void
    ) {
        if file.bytes.count > limits.inputSize {
            body(0, .failure(tooLarge(file, limits)))
            return
        }
        if JSONRecorder.looksLikeJSON(file.bytes) {
            let tape = DocumentTape(file: file)
            // What JSON refuses may still be YAML in flow style, or several documents.
            if JSONRecorder(file: file, limits: limits, duplicateKeys: .keep).record(onto: tape) == nil {
                body(0, .success(tape))
                return
            }
        }
        let recorder = YAMLRecorder(file: file, limits: limits)
        var tape = DocumentTape(file: file)
        var delivered = 0
        let whole = ByteRange(0, file.bytes.count)
        let failure = recorder.record(whole, onto: &tape) { tape in
            body(delivered, .success(tape))
            delivered += 1
        }
        guard let failure else { return }

        // libyaml stops at the first error, and a bad byte anywhere fails the text before it too: read again piece by
        // piece, past what was delivered.
        let pieces = DocumentBoundaries.pieces(of: file.bytes)
        guard pieces.count > 1 else {
            body(delivered, .failure(failure))
            return
        }
        var document = 0
        for piece in pieces {
            let failure = recorder.record(piece, onto: &tape) { tape in
                if document >= delivered { body(document, .success(tape)) }
                document += 1
            }
            guard let failure else { continue }
            if document >= delivered { body(document, .failure(failure)) }
            document += 1
        }
    }

    /// The only document of a YAML or JSON file. A second document is an error.
    package static func onlyDocument(
        of file: SourceFile, limits: ReadingLimits = .standard
    ) throws(DocumentError) -> TreeNode? {
        var result: Result<TreeNode?, DocumentError> = .success(nil)
        var seen = false
        forEachDocument(in: file, limits: limits) { _, document in
            switch (document, result) {
            case (_, .failure): break
            case (.failure(let error), _): result = .failure(error)
            case (.success(let tape), _):
                guard let root = tape.root else { break }
                if seen {
                    result = .failure(root.error("a second document starts here; only one is allowed in this file"))
                } else {
                    result = .success(root)
                    seen = true
                }
            }
        }
        return try result.get()
    }

    /// A JSON text by RFC 8259 to the letter: one value, no duplicate keys, nothing after it.
    package static func strictJSON(
        _ file: SourceFile, limits: ReadingLimits = .standard
    ) throws(DocumentError) -> TreeNode {
        if file.bytes.count > limits.inputSize { throw tooLarge(file, limits) }
        let tape = DocumentTape(file: file)
        if let error = JSONRecorder(file: file, limits: limits, duplicateKeys: .refuse).record(onto: tape) {
            throw error
        }
        return TreeNode(tape: tape, index: 0)
    }

    private static func tooLarge(_ file: SourceFile, _ limits: ReadingLimits) -> DocumentError {
        DocumentError(
            .limit, in: file, at: 0,
            "the input has \(file.bytes.count) bytes; more than \(limits.inputSize) are not read")
    }
}
