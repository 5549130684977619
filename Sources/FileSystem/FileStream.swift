internal import Glibc

/// An open file that is read from start to end. Closed with its last reference.
package final class FileStream {
    private let path: String
    private let descriptor: Int32
    private let ownsDescriptor: Bool

    private init(descriptor: Int32, path: String, ownsDescriptor: Bool) {
        self.descriptor = descriptor
        self.path = path
        self.ownsDescriptor = ownsDescriptor
    }

    package convenience init(_ path: String) throws(FileError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(path) }
        self.init(descriptor: descriptor, path: path, ownsDescriptor: true)
    }

    /// A descriptor that is open for reading and stays the caller's.
    package static func reading(_ descriptor: Int32, named path: String) -> FileStream {
        FileStream(descriptor: descriptor, path: path, ownsDescriptor: false)
    }

    package static func standardInput(named path: String = "<stdin>") -> FileStream {
        reading(STDIN_FILENO, named: path)
    }

    deinit {
        if ownsDescriptor { _ = close(descriptor) }
    }

    /// Reads what comes next into the buffer and returns the number of bytes; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        while true {
            // SAFETY: no more is written than the buffer has.
            let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw .last(path) }
        }
    }

    /// Everything that is left.
    ///
    /// - Parameters:
    ///   - limit: the number of bytes above which reading fails.
    ///   - expected: the number of bytes to make room for.
    package func readToEnd(limit: Int = .max, expecting expected: Int = 64 << 10) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        // One more, to see the end of the file in the same call.
        var buffer = [UInt8](repeating: 0, count: min(64 << 10, expected + 1))
        while true {
            var result: Result<Int, FileError> = .success(0)
            unsafe buffer.withUnsafeMutableBytes { part in
                result = Result { () throws(FileError) in unsafe try read(into: part) }
            }
            let count = try result.get()
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw FileError(path: path, reason: "it is larger than \(limit) bytes, which is the limit")
            }
        }
    }
}
