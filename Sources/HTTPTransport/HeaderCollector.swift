package import HTTPTypes

/// Puts the header lines of one exchange together, as libcurl hands them over one by one: status lines, fields, the
/// blank line at the end, for each interim reply and then for the final one.
package struct HeaderCollector {
    package struct Limits: Sendable {
        package var bytes = 256 << 10
        package var lines = 128

        package init() {}
    }

    package enum Violation: Error, Hashable {
        case tooLarge
        case malformed(String)
    }

    private let limits: Limits
    private var bytes = 0
    private var lines = 0
    private var pairs: [(name: HTTPField.Name, value: [UInt8])] = []

    /// Of the last status line; 0 before the first.
    package private(set) var status = 0
    /// Whether the final reply's fields are all there. What follows are trailers, which nothing here needs.
    package private(set) var isComplete = false
    package private(set) var declaredLength: Int?

    package init(limits: Limits) {
        self.limits = limits
    }

    package var fields: HTTPFields {
        var fields = HTTPFields()
        for pair in pairs { fields.append(HTTPField(name: pair.name, lenientValue: pair.value)) }
        return fields
    }

    /// Takes one line with its line break. The limits span all replies of the exchange, so that endless interim
    /// replies end too.
    package mutating func append(_ line: [UInt8]) throws(Violation) {
        bytes += line.count
        lines += 1
        guard bytes <= limits.bytes, lines <= limits.lines else { throw .tooLarge }
        guard !isComplete else { return }

        var text = line[...]
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        if text.last == UInt8(ascii: "\r") { text.removeLast() }
        if text.starts(with: Array("HTTP/".utf8)) {
            status = try Self.status(of: text)
            pairs = []
            declaredLength = nil
        } else if status == 0 {
            throw .malformed("header fields come before any status line")
        } else if text.isEmpty {
            try end()
        } else if text[text.startIndex].isBlank {
            try fold(text)
        } else {
            pairs.append(try Self.field(of: text))
        }
    }

    private mutating func end() throws(Violation) {
        guard status >= 200 else { return }
        declaredLength = try Self.declaredLength(of: pairs)
        isComplete = true
    }

    /// Obsolete line folding (RFC 9112, section 5.2): the line goes on with the field before it.
    private mutating func fold(_ line: ArraySlice<UInt8>) throws(Violation) {
        guard var last = pairs.popLast() else { throw .malformed("the first header field has no name") }
        last.value += [UInt8(ascii: " ")] + (try Self.value(of: line))
        pairs.append(last)
    }

    private static func status(of line: ArraySlice<UInt8>) throws(Violation) -> Int {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard parts.count >= 2, parts[1].count == 3,
            let status = Int(String(decoding: parts[1], as: UTF8.self)), (100...999).contains(status)
        else { throw .malformed("the status line is not one of HTTP") }
        return status
    }

    private static func field(
        of line: ArraySlice<UInt8>
    ) throws(Violation) -> (name: HTTPField.Name, value: [UInt8]) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self)), !name.isPseudo
        else { throw .malformed("a header line is no field") }
        return (name, try value(of: line[(colon + 1)...]))
    }

    private static func value(of text: ArraySlice<UInt8>) throws(Violation) -> [UInt8] {
        guard text.allSatisfy({ $0 != 0 && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }) else {
            throw .malformed("a header field holds a control character")
        }
        guard let first = text.firstIndex(where: { !$0.isBlank }), let last = text.lastIndex(where: { !$0.isBlank })
        else { return [] }
        return Array(text[first...last])
    }

    /// Two lengths that differ frame two different messages (RFC 9112, section 6.3): refused, whichever libcurl takes.
    private static func declaredLength(
        of pairs: [(name: HTTPField.Name, value: [UInt8])]
    ) throws(Violation) -> Int? {
        var result: Int?
        for pair in pairs where pair.name == .contentLength {
            for part in pair.value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let digits = try value(of: part)
                guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }),
                    let length = Int(String(decoding: digits, as: UTF8.self)), result == nil || result == length
                else { throw .malformed("its Content-Length is no number, or it has several that differ") }
                result = length
            }
        }
        return result
    }
}

extension HTTPField.Name {
    /// Pseudo header fields (`:path`) belong to HTTP/2's framing, not among the fields.
    var isPseudo: Bool { rawName.hasPrefix(":") }
}

extension UInt8 {
    /// Space or tab, the only white space within a header line.
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
