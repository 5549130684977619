internal import SourceText

/// Where documents of a YAML stream begin, found without parsing: at `---` in column 0 followed by a blank or the end
/// of the line. libyaml never takes such a line as content, so a cut there cuts no document in two.
enum DocumentBoundaries {
    /// The stream in pieces, each with one document as a rule (one with `...` inside may hold more; the piece before
    /// the first marker may hold none). A stream with directives stays whole: they belong to the document after them.
    static func pieces(of bytes: [UInt8]) -> [ByteRange] {
        var starts = [0]
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "%") { return [ByteRange(0, bytes.count)] }
            if isMarker(at: offset, in: bytes), offset > 0 { starts.append(offset) }
            guard let newline = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            offset = newline + 1
        }
        return zip(starts, starts.dropFirst() + [bytes.count]).map { ByteRange($0, $1) }
    }

    private static func isMarker(at offset: Int, in bytes: [UInt8]) -> Bool {
        guard bytes[offset...].starts(with: [0x2D, 0x2D, 0x2D]) else { return false }
        return offset + 3 == bytes.count || [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset + 3])
    }
}
