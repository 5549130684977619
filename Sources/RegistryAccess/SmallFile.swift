#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Reads small files whole.
enum SmallFile {
    struct Failure: Error {
        let code: Int32
        let reason: String
    }

    static func contents(of path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress, buffer.count)
            }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(errno)
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw Failure(code: EFBIG, reason: "it has more than \(limit) bytes")
            }
        }
    }

    static func isAbsence(_ failure: Failure) -> Bool {
        [ENOENT, ENOTDIR, EISDIR].contains(failure.code)
    }

    private static func failure(_ code: Int32) -> Failure {
        Failure(code: code, reason: unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)")
    }
}
