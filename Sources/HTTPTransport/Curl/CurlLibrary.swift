internal import CCurl

/// libcurl's process-wide state, and the version that the system has installed.
package enum CurlLibrary {
    /// Initialises libcurl once, before anything else of it is used. Never torn down: nothing knows when the last user
    /// is gone.
    static let status = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

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
