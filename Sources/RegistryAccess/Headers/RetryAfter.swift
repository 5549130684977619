internal import HTTPTransport
internal import HTTPTypes
internal import SourceText

/// `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3), or as a Go duration, which some registries send
/// (`1m30s`, `880.092µs`).
enum RetryAfter {
    /// A date counts from the reply's `Date`, which the same clock wrote. Of several the longest; nil for none, for the
    /// past and for invalid values.
    static func delay(_ fields: HTTPFields) -> Duration? {
        let now = fields[.date].flatMap(HTTPDate.seconds)
        return fields[values: .retryAfter].compactMap { delay($0, now: now) }.max()
    }

    private static func delay(_ text: String, now: Int64?) -> Duration? {
        if text.utf8.allSatisfy(\.isDigit), !text.isEmpty {
            return .seconds(Int64(text).map { min($0, 1 << 32) } ?? 1 << 32)
        }
        if let duration = goDuration(text) { return duration }
        guard let then = HTTPDate.seconds(text), let now, then > now else { return nil }
        return .seconds(then - now)
    }

    /// Numbers with units in a row, as Go's `time.Duration` prints them.
    private static func goDuration(_ text: String) -> Duration? {
        let units: [(name: String, nanoseconds: Double)] = [
            ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
        ]
        var rest = text.utf8[...]
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            rest = rest[number.endIndex...]
            guard let value = Double(Substring(number)),
                let unit = units.first(where: { rest.starts(with: $0.name.utf8) })
            else { return nil }
            rest = rest.dropFirst(unit.name.utf8.count)
            total += value * unit.nanoseconds
        }
        return text.isEmpty ? nil : .nanoseconds(Int64(min(total, 4e18)))
    }
}
