internal import Glibc
package import SourceText

/// Reads the bytes of an input.
package enum InputReader {
    /// Reads all of `input`. UTF-16 with a byte-order mark is turned into UTF-8; positions then speak of the text that
    /// an editor shows.
    package static func read(_ input: ManifestInput) throws(InputError) -> SourceFile {
        var descriptor: Int32 = 0
        if !input.isStandardInput {
            descriptor = unsafe open(input.path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw InputError(path: input.path, reason: lastError()) }
        }
        defer { if !input.isStandardInput { close(descriptor) } }
        var bytes: [UInt8] = []
        var status = stat()
        if unsafe fstat(descriptor, &status) == 0, status.st_size > 0 {
            bytes.reserveCapacity(Int(status.st_size) + 1)
        }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw InputError(path: input.path, reason: lastError())
            }
            bytes += buffer[..<count]
        }
        return SourceFile(path: input.path, bytes: decoded(bytes))
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        let isLittleEndian = bytes.starts(with: [0xFF, 0xFE])
        guard isLittleEndian || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { offset in
            let first = UInt16(bytes[offset])
            let second = UInt16(bytes[offset + 1])
            return isLittleEndian ? first | second << 8 : first << 8 | second
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
