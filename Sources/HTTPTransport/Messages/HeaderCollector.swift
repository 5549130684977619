package import HTTPTypes
internal import SourceText

/// Collects the header lines of one exchange, as libcurl hands them over one by one: the status line, fields and the
/// blank line of each interim reply, then those of the final one.
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

    /// Of the last status line; 0 before the first one.
    package private(set) var status = 0
    /// Of the last reply.
    package private(set) var fields = HTTPFields()
    /// Whether the final reply's fields are complete. Trailers may follow; nothing here needs them.
    package private(set) var isComplete = false
    package private(set) var declaredLength: Int?

    package init(limits: Limits) {
        self.limits = limits
    }

    /// Takes one line with its line break. The limits span all replies of the exchange, so that endless interim
    /// replies end, too.
    package mutating func append(_ line: some Collection<UInt8>) throws(Violation) {
        bytes += line.count
        lines += 1
        guard bytes <= limits.bytes, lines <= limits.lines else { throw .tooLarge }
        guard !isComplete else { return }
        var line = Array(line)[...]
        if line.last == UInt8(ascii: "\n") { line = line.dropLast() }
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        if line.starts(with: "HTTP/".utf8) {
            status = try Self.status(of: line)
            fields = HTTPFields()
            declaredLength = nil
        } else if status == 0 {
            throw .malformed("header fields come before any status line")
        } else if line.isEmpty {
            try end()
        } else if let first = line.first, first.isBlank {
            // Obsolete line folding (RFC 9112, section 5.2): the line continues the field before it.
            guard let last = fields.popLast() else { throw .malformed("the first header field has no name") }
            let value = Array((last.value + " ").utf8) + (try Self.value(line))
            fields.append(HTTPField(name: last.name, lenientValue: value))
        } else {
            fields.append(try Self.field(line))
        }
    }

    private mutating func end() throws(Violation) {
        guard status >= 200 else { return }
        // Different lengths frame different messages (RFC 9112, section 6.3): refused, whichever libcurl uses.
        for value in fields[values: .contentLength] {
            for part in value.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let length = Self.number(try Self.value(Array(part)[...]))
                guard let length, declaredLength == nil || declaredLength == length else {
                    throw .malformed("Content-Length is not a number, or has several different values")
                }
                declaredLength = length
            }
        }
        isComplete = true
    }

    private static func status(of line: ArraySlice<UInt8>) throws(Violation) -> Int {
        let rest = line.drop { $0 != UInt8(ascii: " ") }.dropFirst()
        let digits = rest.prefix { $0 != UInt8(ascii: " ") }
        guard digits.count == 3, let status = number(digits), status >= 100 else {
            throw .malformed("the status line is not one of HTTP")
        }
        return status
    }

    private static func field(_ line: ArraySlice<UInt8>) throws(Violation) -> HTTPField {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
        else { throw .malformed("a header line is not a field") }
        return HTTPField(name: name, lenientValue: try value(line[(colon + 1)...]))
    }

    /// Without the white space around it.
    private static func value(_ text: ArraySlice<UInt8>) throws(Violation) -> ArraySlice<UInt8> {
        guard text.allSatisfy({ $0 != 0 && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }) else {
            throw .malformed("a header field contains a control character")
        }
        guard let first = text.firstIndex(where: { !$0.isBlank }), let last = text.lastIndex(where: { !$0.isBlank })
        else { return [] }
        return text[first...last]
    }

    /// nil for anything but digits, and for numbers that do not fit.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy(\.isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
