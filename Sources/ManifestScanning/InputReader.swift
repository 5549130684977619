internal import DocumentReading
internal import SourceText

/// The bytes of an input from start to end as UTF-8. UTF-16 with a byte-order mark is converted; places are then those
/// of the text that an editor shows.
final class InputReader {
    private let stream: FileStream
    private var encoding: Encoding?
    /// Read and not handed over yet: UTF-8, converted where it had to be.
    private var pending: ArraySlice<UInt8> = []

    private enum Encoding {
        case utf8
        case utf16(UTF16ByteDecoder)
    }

    init(_ input: ManifestInput) throws(FileError) {
        stream = input.isStandardInput ? .standardInput(named: input.path) : try FileStream(input.path)
    }

    /// The windows of an input.
    static func windows(of input: ManifestInput, limits: ReadingLimits) throws(FileError) -> WindowReader {
        let reader = try InputReader(input)
        return unsafe WindowReader(path: input.path, limits: limits) { buffer throws(FileError) in
            unsafe try reader.read(into: buffer)
        }
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        if encoding == nil { try detectEncoding() }
        while pending.isEmpty {
            guard case .utf16(var decoder) = encoding else { return try unsafe stream.read(into: buffer) }
            var raw = [UInt8](repeating: 0, count: 64 << 10)
            let count = try read(into: &raw)
            let text = count == 0 ? decoder.finish() : decoder.decode(raw[..<count])
            encoding = .utf16(decoder)
            if count == 0, text.isEmpty { return 0 }
            pending = text[...]
        }
        let count = min(pending.count, buffer.count)
        unsafe buffer.copyBytes(from: pending.prefix(count))
        pending = pending.dropFirst(count)
        return count
    }

    private func detectEncoding() throws(FileError) {
        var first = [UInt8](repeating: 0, count: 2)
        var count = 0
        while count < 2 {
            var byte: [UInt8] = [0]
            guard try read(into: &byte) == 1 else { break }
            first[count] = byte[0]
            count += 1
        }
        switch first {
        case [0xFF, 0xFE]: encoding = .utf16(UTF16ByteDecoder(isLittleEndian: true))
        case [0xFE, 0xFF]: encoding = .utf16(UTF16ByteDecoder(isLittleEndian: false))
        default:
            encoding = .utf8
            pending = first[..<count]
        }
    }

    private func read(into bytes: inout [UInt8]) throws(FileError) -> Int {
        var result: Result<Int, FileError> = .success(0)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            result = Result { () throws(FileError) in unsafe try stream.read(into: buffer) }
        }
        return try result.get()
    }
}

/// Turns UTF-16 that comes in parts into UTF-8. Halves of characters are replaced.
struct UTF16ByteDecoder {
    let isLittleEndian: Bool
    private var rest: [UInt8] = []

    init(isLittleEndian: Bool) {
        self.isLittleEndian = isLittleEndian
    }

    mutating func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let all = rest + bytes
        var units = stride(from: 0, to: all.count - 1, by: 2).map { unit(all[$0], all[$0 + 1]) }
        rest = all.count.isMultiple(of: 2) ? [] : all.suffix(1)
        if let last = units.last, UTF16.isLeadSurrogate(last) {
            rest = all.suffix(2 + rest.count)
            units.removeLast()
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    /// What is left when nothing more comes.
    mutating func finish() -> [UInt8] {
        defer { rest = [] }
        return rest.isEmpty ? [] : Array("\u{FFFD}".utf8)
    }

    private func unit(_ first: UInt8, _ second: UInt8) -> UInt16 {
        isLittleEndian ? UInt16(first) | UInt16(second) << 8 : UInt16(first) << 8 | UInt16(second)
    }
}
