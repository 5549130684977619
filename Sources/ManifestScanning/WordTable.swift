/// Values by a fixed set of words, looked up by bytes without making a string: keys of documents are asked for by the
/// million, and hardly any of them means something.
struct WordTable<Value: Sendable>: Sendable {
    private var buckets: [[(word: [UInt8], value: Value)]] = Array(repeating: [], count: 256)

    init(_ groups: [(words: [String], value: Value)]) {
        for group in groups {
            for word in group.words {
                let bytes = Array(word.utf8)
                if let bucket = Self.bucket(bytes) { buckets[bucket].append((bytes, group.value)) }
            }
        }
    }

    subscript(_ word: some BidirectionalCollection<UInt8>) -> Value? {
        guard let bucket = Self.bucket(word) else { return nil }
        for entry in buckets[bucket] where entry.word.count == word.count {
            if word.elementsEqual(entry.word) { return entry.value }
        }
        return nil
    }

    private static func bucket(_ word: some BidirectionalCollection<UInt8>) -> Int? {
        guard let first = word.first, let last = word.last else { return nil }
        return (word.count &* 37 &+ Int(first) &* 5 &+ Int(last) &* 11) & 255
    }
}
