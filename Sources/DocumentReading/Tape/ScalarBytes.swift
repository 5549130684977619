/// The decoded value of a scalar as bytes: no string is made, nothing is copied.
///
/// SAFETY: the tape that owns the bytes is held as long as this is, and `count` of them are there.
@safe package struct ScalarBytes: RandomAccessCollection {
    @usableFromInline let tape: DocumentTape
    @usableFromInline let start: UnsafePointer<UInt8>
    package let count: Int

    @inlinable
    init(tape: DocumentTape, start: UnsafePointer<UInt8>, count: Int) {
        self.tape = tape
        unsafe self.start = unsafe start
        self.count = count
    }

    @inlinable
    init(tape: DocumentTape, start: Int, count: Int) {
        unsafe self.init(tape: tape, start: UnsafePointer(tape.buffers.pointee.arena) + start, count: count)
    }

    /// SAFETY: the part is checked to be inside.
    @inlinable
    func part(_ lower: Int, _ upper: Int) -> ScalarBytes {
        precondition(lower >= 0 && lower <= upper && upper <= count)
        return unsafe ScalarBytes(tape: tape, start: start + lower, count: upper - lower)
    }

    @inlinable package var startIndex: Int { 0 }
    @inlinable package var endIndex: Int { count }

    @inlinable
    package subscript(position: Int) -> UInt8 {
        precondition(position >= 0 && position < count)
        return unsafe start[position]
    }

    /// The bytes for as long as `body` looks at them.
    package func withSpan<Value, Failure>(
        _ body: (Span<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try unsafe body(UnsafeBufferPointer(start: start, count: count).span)
    }

    /// Whether these are the bytes of `text`.
    package func isText(_ text: String) -> Bool {
        let text = text.utf8Span.span
        guard text.count == count else { return false }
        for position in 0..<count where unsafe start[position] != text[position] { return false }
        return true
    }

    /// Whether `text` stands at `position`, which may be outside.
    @inlinable
    package func contains(_ text: StaticString, at position: Int) -> Bool {
        guard position >= 0, position + text.utf8CodeUnitCount <= count else { return false }
        // SAFETY: both have as many bytes.
        for offset in 0..<text.utf8CodeUnitCount
        where unsafe start[position + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// The block at `position`, which must be inside.
    ///
    /// SAFETY: the arena has `ByteBlock.size` bytes more than its values; what belongs to others is cleared.
    @inlinable
    func block(at position: Int) -> ByteBlock {
        let rest = count - position
        precondition(position >= 0 && rest > 0)
        let bits = unsafe UInt64(littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self))
        let mask: UInt64 = rest >= ByteBlock.size ? .max : (1 &<< UInt64(truncatingIfNeeded: 8 &* rest)) &- 1
        return ByteBlock(bits: bits & mask)
    }

    /// The bytes by blocks.
    @inlinable package var blocks: Blocks { Blocks(self) }

    package struct Blocks: Sequence, IteratorProtocol {
        @usableFromInline let bytes: ScalarBytes
        @usableFromInline var position = 0

        @inlinable
        init(_ bytes: ScalarBytes) {
            self.bytes = bytes
        }

        @inlinable
        package mutating func next() -> (position: Int, block: ByteBlock)? {
            guard position < bytes.count else { return nil }
            defer { position &+= ByteBlock.size }
            return (position, bytes.block(at: position))
        }
    }

    /// Its own: the standard one goes through a table of functions for every byte.
    package struct Iterator: IteratorProtocol {
        @usableFromInline let bytes: ScalarBytes
        @usableFromInline var position = 0

        @inlinable
        init(_ bytes: ScalarBytes) {
            self.bytes = bytes
        }

        @inlinable
        package mutating func next() -> UInt8? {
            guard position < bytes.count else { return nil }
            defer { position += 1 }
            return unsafe bytes.start[position]
        }
    }

    @inlinable
    package func makeIterator() -> Iterator { Iterator(self) }

    /// Makes `String(decoding:as:)`, `Array(_:)` and `elementsEqual` quick.
    @inlinable
    package func withContiguousStorageIfAvailable<Value>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Value
    ) rethrows -> Value? {
        try unsafe body(UnsafeBufferPointer(start: start, count: count))
    }
}
