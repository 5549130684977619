internal import CCurl
internal import CLibSSL

/// What the process has of libcurl, and of the OpenSSL below it.
package enum CurlLibrary {
    /// libcurl's process-wide state, set up once, before anything else of libcurl is used. It is never torn down:
    /// nothing can know that it is not needed.
    static let status = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Does what the first request of a process has to wait for otherwise, some milliseconds: libcurl's own state, and
    /// the algorithms that OpenSSL looks up once and keeps. To be called early, beside other work.
    package static func warmUp() {
        _ = status
        unsafe SSL_CTX_free(SSL_CTX_new(TLS_client_method()))
    }

    /// `libcurl 7.88.1, OpenSSL/3.0.19`: what the system has installed.
    package static var version: String {
        guard let version = unsafe polyarch_version() else { return "libcurl" }
        let (library, tls) = unsafe (text(version.pointee.version), text(version.pointee.ssl_version))
        return "libcurl " + library + (tls.isEmpty ? "" : ", " + tls)
    }

    private static func text(_ value: UnsafePointer<CChar>?) -> String {
        unsafe value.map { unsafe String(cString: $0) } ?? ""
    }
}
