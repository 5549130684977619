internal import SourceText

/// Records the documents of a window: all in one go where that works, one by one where something is wrong.
///
/// libyaml stops at the first error, and a bad byte anywhere fails the text before it too, as far as its buffer
/// reaches. A document is therefore handed over only when the next one has begun, and after a failure its piece is read
/// again by itself: what is handed over does not depend on where the window begins and ends.
struct WindowRecorder {
    let window: DocumentWindow
    let limits: ReadingLimits

    private var file: SourceFile { window.file }

    func record(_ body: (Int, DocumentReader.Document) -> Void) {
        var tape = DocumentTape(file: file)
        let recorder = YAMLRecorder(file: file, limits: limits)
        if file.bytes.count > limits.documentSize { return recordPieces(from: 0, delivered: 0, &tape, recorder, body) }
        // What JSON refuses may still be YAML in flow style.
        if window.isWholeInput, window.starts.count == 1, recordJSON(in: window.range(ofPiece: 0), onto: tape) {
            return body(window.firstDocument, .success(tape))
        }

        var piece = 0
        var delivered = 0
        let whole = ByteRange(0, file.bytes.count)
        let failure = recorder.record(whole, onto: &tape) { tape, start in
            while piece + 1 < window.starts.count, window.starts[piece + 1] < start {
                piece += 1
                delivered = 0
            }
            body(window.number(at: start), .success(tape))
            delivered += 1
        }
        if failure != nil { recordPieces(from: piece, delivered: delivered, &tape, recorder, body) }
    }

    /// - Parameter delivered: how many documents of the first of these pieces were handed over already.
    private func recordPieces(
        from first: Int, delivered: Int, _ tape: inout DocumentTape, _ recorder: YAMLRecorder,
        _ body: (Int, DocumentReader.Document) -> Void
    ) {
        var alreadyDelivered = delivered
        for piece in first..<window.starts.count {
            let range = window.range(ofPiece: piece)
            let number = window.firstNumber(ofPiece: piece)
            if range.count > limits.documentSize {
                if window.isVoid(piece: piece) { continue }
                let error = DocumentError.documentTooLarge(in: file, at: file.origin.offset + range.lower, limits)
                body(number, .failure(error))
                continue
            }
            var seen = 0
            func deliver(_ tape: DocumentTape, _ start: Int) {
                seen += 1
                if seen > alreadyDelivered { body(window.number(at: start), .success(tape)) }
            }
            let failure = recorder.record(range, onto: &tape, deliver)
            if let failure {
                let json = DocumentTape(file: file)
                if seen == 0, recordJSON(in: range, onto: json) {
                    body(number, .success(json))
                } else {
                    if let start = failure.completeDocument { deliver(tape, start) }
                    // An error at the end of the piece is not one of the next document.
                    let place = min(failure.offset, range.upper - 1)
                    body(max(number, window.number(at: place)), .failure(failure.error))
                }
            }
            alreadyDelivered = 0
        }
    }

    private func recordJSON(in range: ByteRange, onto tape: DocumentTape) -> Bool {
        let text = DocumentBoundaries.skippingMarker(at: range, in: file.bytes)
        guard JSONRecorder.looksLikeJSON(file.bytes[text.lower..<text.upper]) else { return false }
        return JSONRecorder(file: file, range: text, limits: limits, duplicateKeys: .keep).record(onto: tape) == nil
    }
}

extension DocumentError {
    static func documentTooLarge(in file: SourceFile, at offset: Int, _ limits: ReadingLimits) -> DocumentError {
        DocumentError(
            .limit, in: file, at: offset, before: offset,
            "a document of more than \(limits.documentSize) bytes is not read")
    }
}
