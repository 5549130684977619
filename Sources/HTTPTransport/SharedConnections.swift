internal import Glibc

/// The connections on which several exchanges are under way at one time. libcurl writes each request by itself, in less
/// than a hundred bytes; a server that is woken for each of them costs both sides more than the request does. So what
/// one turn of the event loop has to say leaves together.
struct SharedConnections {
    private var sockets: Set<Int32> = []

    mutating func insert(_ socket: Int32) { sockets.insert(socket) }

    /// Keeps back what `work` writes on these connections until it is done.
    ///
    /// libcurl may have closed one since, and its number may be another file's: that one is kept back for as long, or
    /// has nothing to keep back.
    func sendTogether<Failure>(_ work: () throws(Failure) -> Void) throws(Failure) {
        keepBack(1)
        defer { keepBack(0) }
        try work()
    }

    /// tcp(7).
    private func keepBack(_ value: Int32) {
        for socket in sockets {
            _ = unsafe withUnsafePointer(to: value) { value in
                unsafe setsockopt(
                    socket, Int32(IPPROTO_TCP), TCP_CORK, value, socklen_t(MemoryLayout<Int32>.size))
            }
        }
    }
}
