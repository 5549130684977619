internal import CCurl

/// libcurl's process-wide state and version.
package enum CurlLibrary {
    /// Initialises libcurl once, before first use. It is never cleaned up.
    static let status = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Such as `libcurl 7.88.1, OpenSSL/3.0.19`.
    package static var version: String {
        guard let version = unsafe polyarch_version() else { return "libcurl" }
        let (library, tls) = unsafe (text(version.pointee.version), text(version.pointee.ssl_version))
        return "libcurl " + library + (tls.isEmpty ? "" : ", " + tls)
    }

    private static func text(_ value: UnsafePointer<CChar>?) -> String {
        unsafe value.map { unsafe String(cString: $0) } ?? ""
    }
}

/// Dates in HTTP fields, including the obsolete forms (RFC 9110, section 5.6.7).
package enum HTTPDate {
    /// Seconds since 1970; nil for an invalid date.
    package static func seconds(_ text: String) -> Int64? {
        // The second argument is unused (curl_getdate(3)).
        let seconds = unsafe curl_getdate(text, nil)
        return seconds < 0 ? nil : Int64(seconds)
    }
}
