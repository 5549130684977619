internal import Glibc

/// An open file that is read from start to end. Closed with its last reference.
package final class FileStream {
    private let path: String
    private let descriptor: Int32
    private let ownsDescriptor: Bool

    package init(_ path: String) throws(FileError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(path) }
        self.path = path
        self.descriptor = descriptor
        ownsDescriptor = true
    }

    /// Takes over a descriptor that is open for reading.
    package init(owning descriptor: Int32, named path: String) {
        self.path = path
        self.descriptor = descriptor
        ownsDescriptor = true
    }

    private init(standardInputNamed path: String) {
        self.path = path
        descriptor = STDIN_FILENO
        ownsDescriptor = false
    }

    package static func standardInput(named path: String = "<stdin>") -> FileStream {
        FileStream(standardInputNamed: path)
    }

    deinit {
        if ownsDescriptor { _ = close(descriptor) }
    }

    /// Reads what is there next into the buffer and returns how much; 0 at the end.
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
    /// - Parameter limit: the number of bytes above which reading is given up.
    package func readToEnd(limit: Int = .max) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            var result: Result<Int, FileError> = .success(0)
            unsafe buffer.withUnsafeMutableBytes { part in
                result = Result { () throws(FileError) in unsafe try read(into: part) }
            }
            let count = try result.get()
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw FileError(path: path, reason: "it has more than \(limit) bytes, which is the limit")
            }
        }
    }
}
