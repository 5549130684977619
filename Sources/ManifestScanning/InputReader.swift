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
        if let decoder = UTF16ByteDecoder(mark: first) {
            encoding = .utf16(decoder)
        } else {
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
