/// The decoded value of a scalar as bytes: no string is made, nothing is copied.
///
/// SAFETY: the tape that owns the bytes is held as long as this is, and `count` of them are there.
@safe package struct ScalarBytes: RandomAccessCollection {
    @usableFromInline let tape: DocumentTape
    @usableFromInline let start: UnsafePointer<UInt8>
    package let count: Int

    @inlinable
    init(tape: DocumentTape, start: Int, count: Int) {
        self.tape = tape
        unsafe self.start = UnsafePointer(tape.buffers.pointee.arena) + start
        self.count = count
    }

    @inlinable package var startIndex: Int { 0 }
    @inlinable package var endIndex: Int { count }

    @inlinable
    package subscript(position: Int) -> UInt8 {
        precondition(position >= 0 && position < count)
        return unsafe start[position]
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
