package import SourceText

/// A part of an input that begins and ends at document boundaries: the whole input, or the part of a stream that is in
/// memory. It carries the offset, line and document number at which it starts, so that numbers and positions are those
/// of the whole input.
package struct DocumentWindow: Sendable {
    package let file: SourceFile
    /// The number of the first document.
    package let firstDocument: Int
    /// The offsets in the bytes of `file` of the pieces that can be parsed on their own; the first is 0.
    let starts: [Int]
    /// The offsets of document markers.
    private let markers: [Int]
    /// There is a document before the first marker.
    private let beginsUnmarked: Bool
    let isWholeInput: Bool
    /// Set if the window takes the place of something too large to read: a document, or the rest of the input.
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

    /// The number of the first document after the window.
    package var endDocument: Int { firstDocument + markers.count + (beginsUnmarked ? 1 : 0) }

    /// The number of the document around an offset in the bytes of `file`. Documents are counted by their markers, so
    /// that their numbers are known before parsing.
    func number(at offset: Int) -> Int {
        firstDocument + max(0, markerCount(through: offset) - (beginsUnmarked ? 0 : 1))
    }

    /// The number of the first document in a piece, whose marker may follow directives.
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

    /// The offset of a document of this window in the bytes of `file`.
    func start(ofDocument number: Int) -> Int {
        let marker = number - firstDocument - (beginsUnmarked ? 1 : 0)
        return markers.indices.contains(marker) ? markers[marker] : 0
    }

    func range(ofPiece piece: Int) -> ByteRange {
        ByteRange(starts[piece], piece + 1 < starts.count ? starts[piece + 1] : file.bytes.count)
    }

    /// Whether the piece has nothing but comments, so no document.
    func isVoid(piece: Int) -> Bool {
        let range = range(ofPiece: piece)
        return file.origin == .start && piece == 0 && DocumentBoundaries.isVoid(file.bytes[range.lower..<range.upper])
    }
}
