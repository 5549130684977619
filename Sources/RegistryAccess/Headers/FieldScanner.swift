internal import SourceText

/// Reads the value of a header field from left to right, by the rules that field grammars share (RFC 9110, section
/// 5.6): tokens, quoted strings, optional white space, parameters.
struct FieldScanner {
    private var rest: ArraySlice<UInt8>

    init(_ field: String) {
        rest = ArraySlice(field.utf8)
    }

    var next: UInt8? { rest.first }
    var isAtEnd: Bool { rest.isEmpty }
    /// Whether an element of a comma-separated list ends here.
    var isAtEndOfElement: Bool { isAtEnd || next == UInt8(ascii: ",") }

    mutating func skip(while matches: (UInt8) -> Bool) { rest = rest.drop(while: matches) }

    mutating func skipBlanks() { skip(while: \.isBlank) }

    /// Skips the empty elements that a list may have.
    mutating func skipToElement() { skip { $0 == UInt8(ascii: ",") || $0.isBlank } }

    /// Skips `character` if it comes next.
    @discardableResult
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func take(while matches: (UInt8) -> Bool) -> String {
        let taken = rest.prefix(while: matches)
        rest = rest[taken.endIndex...]
        return String(decoding: taken, as: UTF8.self)
    }

    /// Empty if no token comes next.
    mutating func token() -> String { take(while: \.isToken) }

    /// The content of a quoted string, which must come next; nil if it is not closed.
    mutating func quotedString() -> String? {
        guard skip("\"") else { return nil }
        var content: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                content.append(escaped)
            default: content.append(byte)
            }
        }
        return nil
    }

    /// The parameters up to the end of the list element, such as `; rel="next"; title=a`, with names in lower case.
    /// Nil if they are malformed.
    mutating func parameters() -> [(name: String, value: String)]? {
        var parameters: [(name: String, value: String)] = []
        skipBlanks()
        while !isAtEndOfElement {
            guard skip(";") else { return nil }
            skipBlanks()
            let name = token().lowercased()
            skipBlanks()
            var value = ""
            if !name.isEmpty, skip("=") {
                skipBlanks()
                if next == UInt8(ascii: "\"") {
                    guard let quoted = quotedString() else { return nil }
                    value = quoted
                } else {
                    value = take { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") && !$0.isBlank }
                }
                skipBlanks()
            }
            if !name.isEmpty { parameters.append((name, value)) }
        }
        return parameters
    }
}
