/// Turns libyaml's mark indices into byte offsets. A mark counts code points (a byte-order mark is one, as the encoding
/// is set and not detected); marks come almost in order, so a cursor that moves from the last place beats any table.
struct ScalarCursor {
    private let isASCII: Bool
    private var index = 0
    private var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        isASCII = unsafe bytes.allSatisfy { $0 < 0x80 }
    }

    mutating func byteOffset(_ target: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if isASCII { return min(target, bytes.count) }
        while index < target, offset < bytes.count {
            offset += 1
            while offset < bytes.count, unsafe bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            index += 1
        }
        while index > target, offset > 0 {
            offset -= 1
            while offset > 0, unsafe bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
            index -= 1
        }
        return offset
    }
}
