internal import CCurl

/// The dates of HTTP fields, in all forms that libcurl reads (RFC 9110, section 5.6.7, obsolete ones included).
package enum HTTPDate {
    /// Seconds since 1970; nil for what is no date.
    package static func seconds(_ text: String) -> Int64? {
        // The second argument has no meaning any more (curl_getdate(3)).
        let seconds = unsafe curl_getdate(text, nil)
        return seconds < 0 ? nil : Int64(seconds)
    }
}
