internal import CCurl

extension CurlTransport {
    /// `libcurl 7.88.1, OpenSSL/3.0.19`: what the system has installed.
    package static var libraryVersion: String {
        guard let version = unsafe polyarch_version() else { return "libcurl" }
        let (library, tls) = unsafe (version.pointee.version, version.pointee.ssl_version)
        return unsafe ["libcurl \(text(library))", text(tls)].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private static func text(_ value: UnsafePointer<CChar>?) -> String {
        unsafe value.map { unsafe String(cString: $0) } ?? ""
    }
}
