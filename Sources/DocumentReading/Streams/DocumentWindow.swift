package import SourceText

/// A stretch of an input that begins and ends where documents do: the whole input, or as much of a stream as is in
/// memory at once. Knows enough of what stands before it that numbers and places are those of the whole input.
package struct DocumentWindow: Sendable {
    package let file: SourceFile
    /// The number of the first document.
    package let firstDocument: Int
    /// Where the pieces start in the bytes of `file` that can be read by themselves; the first is 0.
    let starts: [Int]
    /// Where the markers of documents stand.
    private let markers: [Int]
    /// A document stands before the first marker.
    private let beginsUnmarked: Bool
    let isWholeInput: Bool
    /// Something was left out where the bytes are: a document beyond a limit, the rest of an input beyond its own.
    let omission: DocumentError?

    init(file: SourceFile, firstDocument: Int, isWholeInput: Bool) {
        self.file = file
        self.firstDocument = firstDocument
        self.isWholeInput = isWholeInput
        omission = nil
        (starts, markers) = DocumentBoundaries.cuts(in: file)
        let beginning = file.bytes[..<(markers.first ?? file.bytes.count)]
        beginsUnmarked = file.origin == .start && !DocumentBoundaries.isVoid(beginning, orDirectives: !markers.isEmpty)
    }

    package init(whole file: SourceFile) {
        self.init(file: file, firstDocument: 0, isWholeInput: true)
    }

    init(omission: DocumentError, path: String, origin: SourceFile.Origin, document: Int) {
        self.file = SourceFile(path: path, bytes: [], origin: origin)
        self.firstDocument = document
        self.starts = [0]
        self.markers = []
        self.beginsUnmarked = true
        self.isWholeInput = false
        self.omission = omission
    }

    /// The number of the first document after it.
    package var endDocument: Int { firstDocument + markers.count + (beginsUnmarked ? 1 : 0) }

    /// The number of the document around an offset in the bytes of `file`. Numbers count markers, not what libyaml
    /// makes of them, so that they are known before anything is parsed.
    func number(at offset: Int) -> Int {
        firstDocument + max(0, markerCount(through: offset) - (beginsUnmarked ? 0 : 1))
    }

    /// The number of the first document in a piece. Its marker may stand after directives.
    func firstNumber(ofPiece piece: Int) -> Int {
        if piece == 0 { return firstDocument }
        return firstDocument + markerCount(through: starts[piece] - 1) + (beginsUnmarked ? 1 : 0)
    }

    private func markerCount(through offset: Int) -> Int {
        var low = 0
        var high = markers.count
        while low < high {
            let middle = (low + high) / 2
            if markers[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where a document of this window starts in the bytes of `file`.
    func start(ofDocument number: Int) -> Int {
        let marker = number - firstDocument - (beginsUnmarked ? 1 : 0)
        return markers.indices.contains(marker) ? markers[marker] : 0
    }

    func range(ofPiece piece: Int) -> ByteRange {
        ByteRange(starts[piece], piece + 1 < starts.count ? starts[piece + 1] : file.bytes.count)
    }

    /// Nothing but comments: no document.
    func isVoid(piece: Int) -> Bool {
        let range = range(ofPiece: piece)
        return file.origin == .start && piece == 0 && DocumentBoundaries.isVoid(file.bytes[range.lower..<range.upper])
    }
}
