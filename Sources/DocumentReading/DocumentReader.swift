package import SourceText

/// Reads YAML streams and JSON texts document by document.
package enum DocumentReader {
    /// The result for one document. Not a `Result`, which is as large as the error and copied for every document.
    package enum Document {
        case success(DocumentTape)
        indirect case failure(DocumentError)
    }

    /// Calls `body` for each document, in order, with its zero-based number. Empty documents count. A document that
    /// does not parse is passed as its error and does not affect the others. The tape is reused after `body` returns,
    /// unless `body` keeps a reference to it.
    package static func forEachDocument(
        in file: SourceFile, limits: ReadingLimits = .standard, _ body: (Int, Document) -> Void
    ) {
        if file.bytes.count > limits.inputSize {
            body(0, .failure(tooLarge(file, limits)))
            return
        }
        forEachDocument(in: DocumentWindow(whole: file), limits: limits, body)
    }

    /// Reads a part of a stream. The parts together give the same documents as the whole stream.
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

    /// The only document of a YAML or JSON file; nil if the file is empty. A second document is an error.
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
                    result = .failure(root.error("a second document starts here; this file may have only one"))
                } else {
                    result = .success(root)
                    seen = true
                }
            }
        }
        return try result.get()
    }

    /// Reads a JSON text strictly by RFC 8259: a single value without duplicate keys.
    package static func strictJSON(
        _ file: SourceFile, limits: ReadingLimits = .standard
    ) throws(DocumentError) -> TreeNode {
        if file.bytes.count > limits.inputSize { throw tooLarge(file, limits) }
        let size = min(file.bytes.count, 4096)
        // Small to begin with, because most manifests are.
        let tape = DocumentTape(file: file, arenaCapacity: size, capacity: 16 + size / 16)
        let recorder = JSONRecorder(file: file, limits: limits, duplicateKeys: .refuse)
        if let error = recorder.record(onto: tape) { throw error }
        return TreeNode(tape: tape, index: 0)
    }

    private static func tooLarge(_ file: SourceFile, _ limits: ReadingLimits) -> DocumentError {
        DocumentError(
            .limit, in: file, at: 0,
            "the input has \(file.bytes.count) bytes; the limit is \(limits.inputSize)")
    }

    private static func tooMany(_ window: DocumentWindow, _ limits: ReadingLimits) -> DocumentError {
        DocumentError(
            .limit, in: window.file, at: window.file.origin.offset + window.start(ofDocument: limits.documents),
            DocumentError.tooManyDocuments(limits))
    }
}
