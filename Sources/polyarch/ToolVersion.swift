import HTTPTransport

enum ToolVersion {
    static let current = "0.1.0"

    /// With the library that meets the network: whether it is one with known flaws is the system's to say.
    static var described: String { "\(current) (\(CurlLibrary.version))" }
}
