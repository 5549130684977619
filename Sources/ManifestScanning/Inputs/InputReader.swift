internal import DocumentReading
internal import FileSystem
internal import SourceText

/// Reads an input from start to end as UTF-8. UTF-16 with a byte-order mark is converted; positions then refer to the
/// converted text, as in an editor.
final class InputReader {
    private let stream: FileStream
    private var encoding: Encoding?
    /// Converted and not handed over yet.
    private var pending: ArraySlice<UInt8> = []

    private enum Encoding {
        case utf8
        case utf16(UTF16ByteDecoder)
    }

    init(_ input: ManifestInput) throws(FileError) {
        stream = input.isStandardInput ? .standardInput(named: input.path) : try FileStream(input.path)
    }

    /// The windows of an input.
    static func windows(
        of input: ManifestInput, limits: ReadingLimits, size: Int = WindowReader.standardSize
    ) throws(FileError) -> WindowReader {
        let reader = try InputReader(input)
        return unsafe WindowReader(path: input.path, limits: limits, size: size) { buffer throws(FileError) in
            unsafe try reader.read(into: buffer)
        }
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        if encoding == nil {
            let count = unsafe try detectEncoding(buffer)
            if case .utf8 = encoding { return count }
        }
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

    /// Reads the start and returns the number of bytes that are left in the buffer: all of them if it is UTF-8.
    private func detectEncoding(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var count = 0
        while count < min(2, buffer.count) {
            let added = try unsafe stream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if added == 0 { break }
            count += added
        }
        guard count >= 2, var decoder = unsafe UTF16ByteDecoder(mark: buffer[0], buffer[1]) else {
            encoding = .utf8
            return count
        }
        pending = decoder.decode(unsafe Array(buffer[2..<count])[...])[...]
        encoding = .utf16(decoder)
        return 0
    }

    private func read(into bytes: inout [UInt8]) throws(FileError) -> Int {
        var result: Result<Int, FileError> = .success(0)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            result = Result { () throws(FileError) in unsafe try stream.read(into: buffer) }
        }
        return try result.get()
    }
}
