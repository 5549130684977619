import Glibc

package enum LoopbackSocket {
    /// A connection to a port of 127.0.0.1, to be closed by the caller; nil if nothing listens there.
    package static func connect(port: Int) -> Int32? {
        guard let port = in_port_t(exactly: port) else { return nil }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe Glibc.connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status == 0 { return descriptor }
        _ = close(descriptor)
        return nil
    }

    package static func accepts(port: Int) -> Bool {
        guard let connection = connect(port: port) else { return false }
        _ = close(connection)
        return true
    }
}
