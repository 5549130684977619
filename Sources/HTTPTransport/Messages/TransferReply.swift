package import HTTPTypes

/// The final status, its fields, and the body as it was sent, without content decoding.
package final class TransferReply: Sendable {
    package let status: Int
    package let fields: HTTPFields
    package let body: [UInt8]
    package let metrics: TransferMetrics

    package init(
        status: Int, fields: HTTPFields = [:], body: [UInt8] = [], metrics: TransferMetrics = TransferMetrics()
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.metrics = metrics
    }
}

/// How one exchange went, according to libcurl. Phases that it did not reach are nil.
package struct TransferMetrics: Sendable, Hashable {
    /// Of the reply: `HTTP/1.1`, `HTTP/2`.
    package var httpVersion: String?
    /// An earlier exchange opened the connection.
    package var isConnectionReused = false
    /// The address and port of the peer, or of the proxy.
    package var remoteAddress: String?
    package var remotePort: Int?
    /// Tells connections apart.
    package var localPort: Int?
    package var timings = Timings()

    /// When each phase ended, counted from the start of the exchange. A reused connection has no setup phases.
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
