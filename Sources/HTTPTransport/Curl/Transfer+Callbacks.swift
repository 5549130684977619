internal import CCurl
internal import Glibc

/// The C functions that libcurl calls, with the `EasyHandle` as their context.
enum TransferCallback {
    // SAFETY: the context is an `EasyHandle`. The event loop keeps it alive while it is in the multi handle, and libcurl
    // calls back only then.
    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue().transfer
    }

    static let header: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        bytes, size, count, context in
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        let accepted = unsafe transfer(context)?.receive(headerLine: piece) ?? false
        return accepted ? size * count : refusedBytes(size * count)
    }

    static let body: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        bytes, size, count, context in
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        let accepted = unsafe transfer(context)?.receive(body: piece) ?? false
        return accepted ? size * count : refusedBytes(size * count)
    }

    static let openSocket:
        @convention(c) (UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t =
            { context, _, address in
                guard let address = unsafe address, let transfer = unsafe transfer(context) else {
                    return refusedSocket
                }
                guard transfer.mayConnect(to: unsafe ipAddress(address)) else { return refusedSocket }
                let (family, kind, protocolNumber) = unsafe (
                    address.pointee.family, address.pointee.socktype, address.pointee.protocol
                )
                // Child processes must not inherit the connection.
                return socket(family, kind | closeOnExec, protocolNumber)
            }

    static let beforeRequest:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32, Int32
        ) -> Int32 = { context, address, _, _, _ in
            let accepted = unsafe transfer(context)?.maySend(
                to: unsafe address.flatMap { IPAddress(unsafe String(cString: $0)) })
            return accepted == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }

    private static let refusedSocket: curl_socket_t = -1

    private static let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)

    /// Any number but `offered` aborts the transfer.
    private static func refusedBytes(_ offered: Int) -> Int { offered == 0 ? 1 : 0 }

    /// Nil if the address is neither IPv4 nor IPv6.
    private static func ipAddress(_ address: UnsafeMutablePointer<curl_sockaddr>) -> IPAddress? {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        // The C structure ends in a `sockaddr` that is as long as `addrlen` says.
        let storage = unsafe UnsafeRawPointer(address) + offset
        let length = unsafe Int(address.pointee.addrlen)
        switch unsafe address.pointee.family {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            let value = unsafe storage.loadUnaligned(as: sockaddr_in.self).sin_addr
            return IPAddress(bytes: unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            let value = unsafe storage.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return IPAddress(bytes: unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
        default: return nil
        }
    }
}
