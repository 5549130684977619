/// Converts libyaml's mark indices, which count code points, into byte offsets. Marks come almost in order and most
/// text is ASCII, so the run of ASCII bytes around the last mark is kept, in which both differ by a constant.
///
/// Every call gets the same bytes.
struct MarkOffsets {
    /// The run of ASCII bytes around the last mark: the indices of its first byte and of its end, and the difference
    /// between offset and index in it.
    private var firstIndex = 0
    private var lastIndex = 0
    private var shift = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        lastIndex = unsafe Self.endOfASCII(bytes, from: 0)
    }

    @inline(__always)
    mutating func byteOffset(_ target: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if target >= firstIndex, target <= lastIndex { return target + shift }
        return unsafe leaveRun(for: target, in: bytes)
    }

    private mutating func leaveRun(for target: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = firstIndex
        var offset = firstIndex + shift
        while index > target, offset > 0 {
            offset -= 1
            while offset > 0, unsafe bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
            index -= 1
        }
        if index == firstIndex, index < target {
            index = lastIndex
            offset = lastIndex + shift
        }
        while index < target, offset < bytes.count {
            if unsafe bytes[offset] < 0x80 {
                let end = unsafe Self.endOfASCII(bytes, from: offset)
                if target - index <= end - offset {
                    enterRun(index, at: offset, to: end)
                    return offset + (target - index)
                }
                index += end - offset
                offset = end
            } else {
                offset += 1
                while offset < bytes.count, unsafe bytes[offset] & 0xC0 == 0x80 { offset += 1 }
                index += 1
            }
        }
        enterRun(index, at: offset, to: unsafe Self.endOfASCII(bytes, from: offset))
        return offset
    }

    private mutating func enterRun(_ index: Int, at offset: Int, to end: Int) {
        firstIndex = index
        lastIndex = index + (end - offset)
        shift = offset - index
    }

    private static func endOfASCII(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        var offset = start
        while offset + 8 <= raw.count,
            // SAFETY: the eight bytes at `offset` are inside the buffer.
            unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        { offset += 8 }
        while offset < raw.count, unsafe raw[offset] < 0x80 { offset += 1 }
        return offset
    }
}
