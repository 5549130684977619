public import SourceText

/// One document as a flat preorder array of small records over an arena of decoded values. No tree of objects is built,
/// and strings are made only on request. `TreeNode` is the interface for walking it.
///
/// A scan reads records by the million, so they are in memory that this class manages itself: a Swift array in a class
/// costs reference counting and exclusivity checks for each.
///
/// SAFETY: the buffers have the capacities recorded next to them; the records are initialised up to their count, the
/// arena is initialised as a whole. Only recorders write to them, before the tape is shared, and they are freed with
/// the tape. Every type with an index into them (`TreeNode`, its sequences, `ScalarBytes`) also holds the tape, and a
/// tape that is held elsewhere is not recorded onto again.
@safe public final class DocumentTape {
    public enum Kind: UInt8, Sendable {
        case mapping
        case sequence
        case scalar
        case alias
    }

    @usableFromInline struct Record {
        /// Offsets in the bytes of the file, with quotes but without anchor and tag.
        @usableFromInline var lower: Int32
        @usableFromInline var upper: Int32
        /// For a mapping or sequence, the record after its subtree. For a scalar, the start of its value in the arena.
        /// For an alias, the record that it refers to; -1 for a node around the alias.
        @usableFromInline var link: Int32
        /// Bytes of a scalar's value.
        @usableFromInline var count: Int32
        @usableFromInline var kind: Kind
        @usableFromInline var style: ScalarStyle
        /// Has an explicit tag other than the scalar's default, such as `!!binary`.
        @usableFromInline var hasTag: Bool
    }

    /// SAFETY: see above.
    @unsafe @usableFromInline struct Buffers {
        @usableFromInline var records: UnsafeMutablePointer<Record>
        @usableFromInline var count = 0
        @usableFromInline var capacity: Int
        @usableFromInline var arena: UnsafeMutablePointer<UInt8>
        @usableFromInline var arenaCount = 0
        @usableFromInline var arenaCapacity: Int
    }

    package let file: SourceFile
    @usableFromInline let buffers: UnsafeMutablePointer<Buffers>

    /// - Parameters:
    ///   - arenaCapacity: the initial capacity for values, in bytes.
    ///   - capacity: the initial capacity for records.
    init(file: SourceFile, arenaCapacity: Int = 4096, capacity: Int = 256) {
        self.file = file
        let arenaCapacity = arenaCapacity + ByteBlock.size
        unsafe buffers = .allocate(capacity: 1)
        unsafe buffers.initialize(
            to: Buffers(
                records: .allocate(capacity: capacity), capacity: capacity, arena: Self.arena(arenaCapacity),
                arenaCapacity: arenaCapacity))
    }

    deinit {
        unsafe buffers.pointee.records.deallocate()
        unsafe buffers.pointee.arena.deallocate()
        unsafe buffers.deinitialize(count: 1).deallocate()
    }

    /// Nil for an empty document.
    package var root: TreeNode? { unsafe buffers.pointee.count == 0 ? nil : TreeNode(tape: self, index: 0) }

    @inlinable
    subscript(index: Int) -> Record { unsafe buffers.pointee.records[index] }

    @inlinable var count: Int { unsafe buffers.pointee.count }

    /// The record after the subtree of the node at `index`.
    @inlinable
    func end(of index: Int) -> Int {
        let record = self[index]
        return record.kind == .mapping || record.kind == .sequence ? Int(record.link) : index + 1
    }

    /// The scalar that an alias at `index` refers to; `index` for other nodes.
    @inlinable
    func target(of index: Int) -> Int {
        let record = self[index]
        guard record.kind == .alias, record.link >= 0, self[Int(record.link)].kind == .scalar else { return index }
        return Int(record.link)
    }

    @inlinable
    public func kind(at index: Int) -> Kind { self[index].kind }

    @inlinable
    public func style(at index: Int) -> ScalarStyle { self[index].style }

    /// The decoded value of a scalar as bytes; empty for other nodes.
    @inlinable
    public func bytes(at index: Int) -> ScalarBytes {
        let record = self[index]
        guard record.kind == .scalar else { return ScalarBytes(tape: self, start: 0, count: 0) }
        return ScalarBytes(tape: self, start: Int(record.link), count: Int(record.count))
    }

    /// Whether the node is a scalar with exactly this decoded value.
    @inlinable
    func isText(_ expected: StaticString, at index: Int) -> Bool {
        let record = self[index]
        guard record.kind == .scalar, Int(record.count) == expected.utf8CodeUnitCount else { return false }
        // SAFETY: both have `count` bytes.
        let value = unsafe buffers.pointee.arena + Int(record.link)
        let start = unsafe expected.utf8Start
        for offset in 0..<Int(record.count) where unsafe value[offset] != start[offset] { return false }
        return true
    }

    /// Whether two scalars have the same decoded value.
    func hasSameText(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (self[left], self[right])
        guard first.count == second.count else { return false }
        // SAFETY: both have `count` bytes.
        let arena = unsafe buffers.pointee.arena
        for offset in 0..<Int(first.count)
        where unsafe arena[Int(first.link) + offset] != arena[Int(second.link) + offset] {
            return false
        }
        return true
    }

    // MARK: - Recording

    func reset() {
        unsafe buffers.pointee.count = 0
        unsafe buffers.pointee.arenaCount = 0
    }

    /// The offset of the next value in the arena.
    @inlinable var arenaCount: Int { unsafe buffers.pointee.arenaCount }

    /// Appends to the value at the end of the arena.
    @inline(__always)
    func store(_ bytes: UnsafeBufferPointer<UInt8>) {
        reserveArena(bytes.count)
        if let start = bytes.baseAddress {
            unsafe (buffers.pointee.arena + buffers.pointee.arenaCount).update(from: start, count: bytes.count)
        }
        unsafe buffers.pointee.arenaCount += bytes.count
    }

    func store(_ byte: UInt8) {
        reserveArena(1)
        unsafe buffers.pointee.arena[buffers.pointee.arenaCount] = byte
        unsafe buffers.pointee.arenaCount += 1
    }

    /// Appends a mapping or sequence whose end is not known yet.
    func appendContainer(_ kind: Kind, range: ByteRange) -> Int {
        append(kind, range: range, link: -1)
    }

    func close(_ container: Int, upper: Int) {
        unsafe buffers.pointee.records[container].link = Int32(buffers.pointee.count)
        unsafe buffers.pointee.records[container].upper = Int32(upper)
    }

    /// Appends a scalar whose value is the arena from `valueStart` to its end.
    @discardableResult
    func appendScalar(style: ScalarStyle, hasTag: Bool = false, valueStart: Int, range: ByteRange) -> Int {
        append(
            .scalar, style: style, hasTag: hasTag, range: range, link: valueStart, count: arenaCount - valueStart)
    }

    func appendAlias(of target: Int, range: ByteRange) {
        append(.alias, range: range, link: target)
    }

    @discardableResult
    private func append(
        _ kind: Kind, style: ScalarStyle = .plain, hasTag: Bool = false, range: ByteRange, link: Int, count: Int = 0
    ) -> Int {
        let index = unsafe buffers.pointee.count
        if unsafe index == buffers.pointee.capacity { growRecords() }
        unsafe (buffers.pointee.records + index).initialize(
            to: Record(
                lower: Int32(range.lower), upper: Int32(range.upper), link: Int32(link), count: Int32(count),
                kind: kind, style: style, hasTag: hasTag))
        unsafe buffers.pointee.count = index + 1
        return index
    }

    private func growRecords() {
        let capacity = unsafe buffers.pointee.capacity * 2
        let grown = UnsafeMutablePointer<Record>.allocate(capacity: capacity)
        unsafe grown.moveInitialize(from: buffers.pointee.records, count: buffers.pointee.count)
        unsafe buffers.pointee.records.deallocate()
        unsafe buffers.pointee.records = unsafe grown
        unsafe buffers.pointee.capacity = capacity
    }

    /// Makes room for `count` more bytes, and for a block beyond them because values are read by blocks.
    @inline(__always)
    private func reserveArena(_ count: Int) {
        let needed = unsafe buffers.pointee.arenaCount + count + ByteBlock.size
        if unsafe needed > buffers.pointee.arenaCapacity { growArena(to: needed) }
    }

    private func growArena(to needed: Int) {
        let capacity = unsafe max(needed, buffers.pointee.arenaCapacity * 2)
        let grown = unsafe Self.arena(capacity)
        unsafe grown.update(from: buffers.pointee.arena, count: buffers.pointee.arenaCount)
        unsafe buffers.pointee.arena.deallocate()
        unsafe buffers.pointee.arena = unsafe grown
        unsafe buffers.pointee.arenaCapacity = capacity
    }

    private static func arena(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        let arena = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe arena.initialize(repeating: 0, count: capacity)
        return unsafe arena
    }
}
