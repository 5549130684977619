/// How one exchange went, as libcurl saw it. What it did not come to is nil.
package struct TransferMetrics: Sendable, Hashable {
    /// Of the reply: `HTTP/1.1`, `HTTP/2`.
    package var httpVersion: String?
    /// The exchange was on a connection that others had made.
    package var isConnectionReused = false
    /// The peer's address and port, a proxy's where one is used.
    package var remoteAddress: String?
    package var remotePort: Int?
    /// Our end of the connection, which tells connections apart.
    package var localPort: Int?
    package var timings = Timings()

    /// When each phase was over, from the beginning of the exchange; those of a reused connection are nil.
    package struct Timings: Sendable, Hashable {
        package var nameLookup: Duration?
        package var connect: Duration?
        package var tlsHandshake: Duration?
        package var firstByte: Duration?
        package var total: Duration?

        package init() {}
    }

    package init() {}
}
