internal import HTTPTypes
internal import SourceText

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
    /// The lines of the last reply, and where its fields stand there.
    private var text: [UInt8] = []
    private var places: [ReplyFields.Place] = []

    /// Of the last status line; 0 before the first.
    package private(set) var status = 0
    /// Whether the final reply's fields are all there. What follows are trailers, which nothing here needs.
    package private(set) var isComplete = false
    package private(set) var declaredLength: Int?

    package init(limits: Limits) {
        self.limits = limits
    }

    package var fields: ReplyFields { ReplyFields(text: text, places: places) }

    /// Takes one line with its line break. The limits span all replies of the exchange, so that endless interim
    /// replies end too.
    package mutating func append(_ line: some Collection<UInt8>) throws(Violation) {
        bytes += line.count
        lines += 1
        guard bytes <= limits.bytes, lines <= limits.lines else { throw .tooLarge }
        guard !isComplete else { return }

        if text.isEmpty {
            text.reserveCapacity(512)
            places.reserveCapacity(16)
        }
        let start = text.count
        text += line
        var end = text.count
        if end > start, text[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        try take(start..<end)
    }

    private mutating func take(_ line: Range<Int>) throws(Violation) {
        if text[line].starts(with: "HTTP/".utf8) {
            status = try Self.status(of: text[line])
            text.removeAll(keepingCapacity: true)
            places.removeAll(keepingCapacity: true)
            declaredLength = nil
        } else if status == 0 {
            throw .malformed("header fields come before any status line")
        } else if line.isEmpty {
            try end()
        } else if text[line.lowerBound].isBlank {
            try fold(line)
        } else {
            places.append(try field(in: line))
        }
    }

    private mutating func end() throws(Violation) {
        guard status >= 200 else { return }
        try findLength()
        isComplete = true
    }

    /// Obsolete line folding (RFC 9112, section 5.2): the line goes on with the field before it.
    private mutating func fold(_ line: Range<Int>) throws(Violation) {
        guard var last = places.popLast() else { throw .malformed("the first header field has no name") }
        let whole = text[last.value] + [UInt8(ascii: " ")] + text[try value(in: line)]
        last.value = text.count..<text.count + whole.count
        text += whole
        places.append(last)
    }

    private static func status(of line: ArraySlice<UInt8>) throws(Violation) -> Int {
        let rest = line.drop { $0 != UInt8(ascii: " ") }.dropFirst()
        let digits = rest.prefix { $0 != UInt8(ascii: " ") }
        guard digits.count == 3, let status = number(digits), status >= 100 else {
            throw .malformed("the status line is not one of HTTP")
        }
        return status
    }

    private func field(in line: Range<Int>) throws(Violation) -> ReplyFields.Place {
        guard let colon = text[line].firstIndex(of: UInt8(ascii: ":")), colon > line.lowerBound,
            text[line.lowerBound..<colon].allSatisfy(\.isToken)
        else { throw .malformed("a header line is no field") }
        return ReplyFields.Place(name: line.lowerBound..<colon, value: try value(in: colon + 1..<line.upperBound))
    }

    /// Without the white space around it.
    private func value(in range: Range<Int>) throws(Violation) -> Range<Int> {
        let value = text[range]
        guard value.allSatisfy({ $0 != 0 && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }) else {
            throw .malformed("a header field holds a control character")
        }
        guard let first = value.firstIndex(where: { !$0.isBlank }), let last = value.lastIndex(where: { !$0.isBlank })
        else { return range.lowerBound..<range.lowerBound }
        return first..<last + 1
    }

    /// Two lengths that differ frame two different messages (RFC 9112, section 6.3): refused, whichever libcurl takes.
    private mutating func findLength() throws(Violation) {
        for place in places where ReplyFields.isName(text[place.name], .contentLength) {
            for part in text[place.value].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let length = Self.number(text[try value(in: part.startIndex..<part.endIndex)])
                guard let length, declaredLength == nil || declaredLength == length else {
                    throw .malformed("its Content-Length is no number, or it has several that differ")
                }
                declaredLength = length
            }
        }
    }

    /// nil for what is not all digits, and for what no number can hold.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy(\.isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}

extension HTTPField.Name {
    /// Pseudo header fields (`:path`) belong to HTTP/2's framing, not among the fields.
    var isPseudo: Bool { rawName.hasPrefix(":") }
}
