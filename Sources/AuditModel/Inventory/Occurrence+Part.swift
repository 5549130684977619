internal import SourceText

extension Occurrence.Part {
    /// The field is there and waits to be filled in: `digest: ""`, `digest:`, `digest: null`.
    package var saysNothing: Bool { text.isEmpty || (style == .plain && ["~", "null", "Null", "NULL"].contains(text)) }

    /// The keys that lead to it from the root of its document; nil where a list is on the way.
    package var keys: [String]? {
        var keys: [String] = []
        var rest = path.dropFirst()
        while let first = rest.first {
            if first == "." {
                let key = rest.dropFirst().prefix { $0 != "." && $0 != "[" }
                keys.append(String(key))
                rest = rest[key.endIndex...]
            } else if rest.hasPrefix("['"), let close = rest.firstRange(of: "']") {
                keys.append(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<close.lowerBound]))
                rest = rest[close.upperBound...]
            } else {
                return nil
            }
        }
        return keys
    }

    /// The key that it stands under; nil for elements of lists.
    package var key: String? {
        if path.hasSuffix("']") {
            return path.ranges(of: "['").last.map { String(path[$0.upperBound...].dropLast(2)) }
        }
        guard let last = path.split(separator: ".").last, !last.contains("[") else { return nil }
        return String(last)
    }
}
