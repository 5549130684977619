internal import SourceText

/// Records the documents of a window: all with one parser if there is no error, else one by one.
///
/// libyaml stops at the first error, and a bad byte fails the text before it as well, as far back as its buffer
/// reaches. Therefore a document is delivered only when the next one has begun, and after a failure its piece is parsed
/// again on its own. The result does not depend on where windows begin and end.
struct WindowRecorder {
    let window: DocumentWindow
    let limits: ReadingLimits

    private var file: SourceFile { window.file }

    func record(_ body: (Int, DocumentReader.Document) -> Void) {
        var tape = DocumentTape(file: file)
        let all = 0..<window.starts.count
        if window.isWholeInput, all.count == 1, file.bytes.count <= limits.documentSize,
            recordJSONValues(&tape, body)
        {
            return
        }
        record(all, &tape, body)
    }

    /// Records successive pieces.
    private func record(
        _ pieces: Range<Int>, _ tape: inout DocumentTape, _ body: (Int, DocumentReader.Document) -> Void
    ) {
        if pieces.isEmpty { return }
        let recorder = YAMLRecorder(file: file, limits: limits)
        let range = ByteRange(
            window.range(ofPiece: pieces.lowerBound).lower, window.range(ofPiece: pieces.upperBound - 1).upper)
        var piece = pieces.lowerBound
        var delivered = 0
        if range.count <= limits.documentSize {
            let failure = recorder.record(range, onto: &tape) { tape, start in
                while piece + 1 < pieces.upperBound, window.starts[piece + 1] < start {
                    piece += 1
                    delivered = 0
                }
                body(window.number(at: start), .success(tape))
                delivered += 1
            }
            if failure == nil { return }
        }
        recordPieces(piece..<pieces.upperBound, delivered: delivered, &tape, recorder, body)
    }

    /// - Parameter delivered: how many documents of the first piece were delivered before.
    private func recordPieces(
        _ pieces: Range<Int>, delivered: Int, _ tape: inout DocumentTape, _ recorder: YAMLRecorder,
        _ body: (Int, DocumentReader.Document) -> Void
    ) {
        var alreadyDelivered = delivered
        for piece in pieces {
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
                if seen == 0, let recorder = jsonRecorder(of: range), recorder.record(onto: json) == nil {
                    body(number, .success(json))
                } else {
                    if let start = failure.completeDocument { deliver(tape, start) }
                    // An error at the end of the piece does not belong to the next document.
                    let place = min(failure.offset, range.upper - 1)
                    body(max(number, window.number(at: place)), .failure(failure.error))
                }
            }
            alreadyDelivered = 0
        }
    }

    // MARK: - JSON

    /// Delivers a JSON text, or several in a row, as `jq` writes them. False if the input does not begin with one or
    /// goes on with something else: it may still be YAML in flow style.
    private func recordJSONValues(
        _ tape: inout DocumentTape, _ body: (Int, DocumentReader.Document) -> Void
    ) -> Bool {
        guard var recorder = jsonRecorder(of: window.range(ofPiece: 0)),
            (try? recorder.recordNext(onto: tape)) != nil, recorder.isAtEnd || recorder.isBeforeJSON
        else { return false }
        var number = window.firstDocument
        body(number, .success(tape))
        while !recorder.isAtEnd {
            number += 1
            guard number < limits.documents else {
                body(number, .failure(recorder.fail(DocumentError.tooManyDocuments(limits), .limit)))
                break
            }
            if !isKnownUniquelyReferenced(&tape) { tape = DocumentTape(file: file) }
            do throws(DocumentError) {
                try recorder.recordNext(onto: tape)
            } catch {
                body(number, .failure(error))
                break
            }
            body(number, .success(tape))
        }
        return true
    }

    /// Nil if the text does not begin like JSON.
    private func jsonRecorder(of range: ByteRange) -> JSONRecorder? {
        let text = DocumentBoundaries.skippingMarker(at: range, in: file.bytes)
        guard JSONRecorder.looksLikeJSON(file.bytes[text.lower..<text.upper]) else { return nil }
        return JSONRecorder(file: file, range: text, limits: limits, duplicateKeys: .keep)
    }
}

extension DocumentError {
    static func tooManyDocuments(_ limits: ReadingLimits) -> String {
        "the input has more than \(limits.documents) documents; the rest is not read"
    }

    static func documentTooLarge(in file: SourceFile, at offset: Int, _ limits: ReadingLimits) -> DocumentError {
        DocumentError(
            .limit, in: file, at: offset, before: offset,
            "the document has more than \(limits.documentSize) bytes and is not read")
    }
}
