internal import DocumentReading

/// A dictionary with a fixed set of words, looked up by bytes without making a string: every key of every document is
/// looked up, and hardly any is found. Its arrays are flat so that a look-up touches no reference counts.
struct WordTable<Value: Sendable>: Sendable {
    private struct Entry {
        let start: Int
        let count: Int
        let value: Value
    }

    private static var bucketCount: Int { 256 }

    private var letters: [UInt8] = []
    private var entries: [Entry] = []
    /// The index of the first entry of each bucket, and of the end of the last.
    private var starts: [Int] = []

    init(_ groups: [(words: [String], value: Value)]) {
        var buckets: [[(word: [UInt8], value: Value)]] = Array(repeating: [], count: Self.bucketCount)
        for group in groups {
            for word in group.words.map({ Array($0.utf8) }) {
                guard let first = word.first, let last = word.last else { continue }
                buckets[Self.bucket(word.count, first, last)].append((word, group.value))
            }
        }
        for bucket in buckets {
            starts.append(entries.count)
            for (word, value) in bucket {
                entries.append(Entry(start: letters.count, count: word.count, value: value))
                letters += word
            }
        }
        starts.append(entries.count)
    }

    subscript(_ word: ScalarBytes) -> Value? {
        guard word.count > 0 else { return nil }
        let bucket = Self.bucket(word.count, word[0], word[word.count - 1])
        for index in starts[bucket]..<starts[bucket + 1] where entries[index].count == word.count {
            let start = entries[index].start
            var matched = 0
            while matched < word.count, letters[start + matched] == word[matched] { matched += 1 }
            if matched == word.count { return entries[index].value }
        }
        return nil
    }

    private static func bucket(_ count: Int, _ first: UInt8, _ last: UInt8) -> Int {
        (count &* 37 &+ Int(first) &* 5 &+ Int(last) &* 11) & (bucketCount - 1)
    }
}
