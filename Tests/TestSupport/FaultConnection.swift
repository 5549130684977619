import Glibc

/// The server's end of one connection, read and written by one thread.
final class FaultConnection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Nil if the client has closed the connection.
    func readRequest(connection: Int, index: Int) -> FaultServer.Request? {
        while true {
            if let end = endOfHead() {
                let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
                buffer.removeFirst(end)
                let start = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
                let fields = lines.dropFirst().map { line -> (name: String, value: String) in
                    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                    let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
                    return (String(parts[0]), String(value))
                }
                let length = fields.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
                guard let body = readBody(length) else { return nil }
                return FaultServer.Request(
                    method: String(start.first ?? ""), target: String(start.dropFirst().first ?? ""), fields: fields,
                    body: body, connection: connection, index: index)
            }
            guard receive() else { return nil }
        }
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { whole in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: whole[sent...])
                return unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func waitForHangUp() {
        while receive() {}
    }

    /// Makes the following `close` send a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    func close() {
        _ = Glibc.close(descriptor)
    }

    private func readBody(_ length: Int) -> [UInt8]? {
        while buffer.count < length {
            guard receive() else { return nil }
        }
        defer { buffer.removeFirst(length) }
        return Array(buffer.prefix(length))
    }

    /// The offset after the blank line.
    private func endOfHead() -> Int? {
        let blank = Array("\r\n\r\n".utf8)
        guard buffer.count >= blank.count else { return nil }
        for start in 0...(buffer.count - blank.count) where buffer[start..<(start + blank.count)].elementsEqual(blank) {
            return start + blank.count
        }
        return nil
    }

    private func receive() -> Bool {
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        let count = unsafe piece.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return false }
        buffer += piece[..<count]
        return true
    }
}
