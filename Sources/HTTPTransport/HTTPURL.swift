/// An absolute `http` or `https` URL, taken apart and normalised by libcurl's URL API, so that what is checked is what
/// is connected to.
package struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    package let scheme: String
    /// Lower case, without brackets; numeric IPv4 spellings normalised.
    package let host: String
    package let port: Int
    /// Path and query as they go out.
    package let pathAndQuery: String

    /// Scheme, host and port: credentials and trust belong to this.
    package var origin: String { "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    package var description: String { origin + pathAndQuery }
}
