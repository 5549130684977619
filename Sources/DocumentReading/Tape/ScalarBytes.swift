/// The decoded value of a scalar as bytes, without a copy.
///
/// SAFETY: this holds the tape that owns the bytes, and the tape has `count` of them at `start`.
@safe public struct ScalarBytes: RandomAccessCollection {
    @usableFromInline let tape: DocumentTape
    @usableFromInline let start: UnsafePointer<UInt8>
    public let count: Int

    /// - Parameter start: the offset in the arena.
    @inlinable
    init(tape: DocumentTape, start: Int, count: Int) {
        self.tape = tape
        unsafe self.start = unsafe UnsafePointer(tape.buffers.pointee.arena) + start
        self.count = count
    }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { count }

    @inlinable
    public subscript(position: Int) -> UInt8 {
        precondition(position >= 0 && position < count)
        return unsafe start[position]
    }

    /// Calls `body` with a span of the bytes.
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

    /// Whether the bytes at `position`, which may be out of bounds, are those of `text`.
    @inlinable
    public func contains(_ text: StaticString, at position: Int) -> Bool {
        guard position >= 0, position + text.utf8CodeUnitCount <= count else { return false }
        // SAFETY: the guard keeps both in bounds.
        for offset in 0..<text.utf8CodeUnitCount
        where unsafe start[position + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// The block at `position`, which must be in bounds.
    ///
    /// SAFETY: the arena has `ByteBlock.size` more bytes than its values. Bytes after this value are cleared.
    @inlinable
    func block(at position: Int) -> ByteBlock {
        let rest = count - position
        precondition(position >= 0 && rest > 0)
        let bits = unsafe UInt64(littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self))
        let mask: UInt64 = rest >= ByteBlock.size ? .max : (1 &<< UInt64(truncatingIfNeeded: 8 &* rest)) &- 1
        return ByteBlock(bits: bits & mask)
    }

    /// The bytes as blocks.
    @inlinable public var blocks: Blocks { Blocks(self) }

    public struct Blocks: Sequence, IteratorProtocol {
        @usableFromInline let bytes: ScalarBytes
        @usableFromInline var position = 0

        @inlinable
        init(_ bytes: ScalarBytes) {
            self.bytes = bytes
        }

        @inlinable
        public mutating func next() -> (position: Int, block: ByteBlock)? {
            guard position < bytes.count else { return nil }
            defer { position &+= ByteBlock.size }
            return (position, bytes.block(at: position))
        }
    }

    /// Faster than the default iterator, which calls through a witness table for every byte.
    public struct Iterator: IteratorProtocol {
        @usableFromInline let bytes: ScalarBytes
        @usableFromInline var position = 0

        @inlinable
        init(_ bytes: ScalarBytes) {
            self.bytes = bytes
        }

        @inlinable
        public mutating func next() -> UInt8? {
            guard position < bytes.count else { return nil }
            defer { position += 1 }
            return unsafe bytes.start[position]
        }
    }

    @inlinable
    public func makeIterator() -> Iterator { Iterator(self) }

    /// Lets `String(decoding:as:)`, `Array(_:)` and `elementsEqual` copy or compare in one step.
    @inlinable
    public func withContiguousStorageIfAvailable<Value>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Value
    ) rethrows -> Value? {
        try unsafe body(UnsafeBufferPointer(start: start, count: count))
    }
}
