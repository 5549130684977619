package import SourceText

/// Reads YAML streams and JSON texts document by document.
package enum DocumentReader {
    /// What was read of a document. No `Result`: that is as large as the error, and copied for every document.
    package enum Document {
        case success(DocumentTape)
        indirect case failure(DocumentError)
    }

    /// Calls `body` for each document in order with its zero-based number. Documents that are empty count, and those
    /// that do not parse count and are handed over as their error: one hides no other. A tape is only valid until
    /// `body` returns unless it is kept.
    package static func forEachDocument(
        in file: SourceFile, limits: ReadingLimits = .standard, _ body: (Int, Document) -> Void
    ) {
        if file.bytes.count > limits.inputSize {
            body(0, .failure(tooLarge(file, limits)))
            return
        }
        forEachDocument(in: DocumentWindow(whole: file), limits: limits, body)
    }

    /// The same for a part of a stream. All parts of it together give what the stream as a whole would give.
    package static func forEachDocument(
        in window: DocumentWindow, limits: ReadingLimits = .standard, _ body: (Int, Document) -> Void
    ) {
        if let omission = window.omission {
            body(window.firstDocument, .failure(omission))
            return
        }
        guard window.endDocument > limits.documents else {
            WindowRecorder(window: window, limits: limits).record(body)
            return
        }
        WindowRecorder(window: window, limits: limits).record { number, document in
            if number < limits.documents { body(number, document) }
        }
        if window.firstDocument <= limits.documents { body(limits.documents, .failure(tooMany(window, limits))) }
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
        let size = min(file.bytes.count, 4096)
        // Most manifests are small, and read by the ten thousand.
        let tape = DocumentTape(file: file, arenaCapacity: size, capacity: 16 + size / 16)
        let recorder = JSONRecorder(file: file, limits: limits, duplicateKeys: .refuse)
        if let error = recorder.record(onto: tape) { throw error }
        return TreeNode(tape: tape, index: 0)
    }

    private static func tooLarge(_ file: SourceFile, _ limits: ReadingLimits) -> DocumentError {
        DocumentError(
            .limit, in: file, at: 0,
            "the input has \(file.bytes.count) bytes; more than \(limits.inputSize) are not read")
    }

    private static func tooMany(_ window: DocumentWindow, _ limits: ReadingLimits) -> DocumentError {
        DocumentError(
            .limit, in: window.file, at: window.file.origin.offset + window.start(ofDocument: limits.documents),
            DocumentError.tooManyDocuments(limits))
    }
}
