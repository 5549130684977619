import HTTPTransport

enum ToolVersion {
    static let current = "0.1.0"

    /// With the version of libcurl, which handles the network and gets its security fixes from the system.
    static var described: String { "\(current) (\(CurlLibrary.version))" }
}
