/// "Did you mean": the candidate that a mistyped text is closest to.
package enum Suggestion {
    /// The candidate at the smallest edit distance, if it is small enough for a typing mistake; else the only candidate
    /// that begins with the text (`warn`). Ties are broken by name.
    package static func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
        let limit = text.count < 4 ? 1 : max(2, text.count / 3)
        let near = candidates.map { (distance(text.lowercased(), $0.lowercased()), $0) }
            .filter { $0.0 <= limit }
            .min { $0 < $1 }?.1
        if near != nil || text.count < 3 { return near }
        let longer = candidates.filter { $0.lowercased().hasPrefix(text.lowercased()) }
        return longer.count == 1 ? longer.first : nil
    }

    /// The Levenshtein distance.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8.prefix(100))
        let right = Array(right.utf8.prefix(100))
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substituted = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[right.count]
    }
}
