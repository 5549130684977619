package import HTTPTypes

/// The request of one exchange, and its limits.
package struct TransferRequest: Sendable {
    package var method: HTTPRequest.Method
    package var url: HTTPURL
    package let head: RequestHead
    package var body: [UInt8]
    /// When the exchange times out, whatever it is doing; waiting for its turn counts.
    package var deadline: ContinuousClock.Instant
    /// The largest body that is accepted, in bytes.
    package var bodyLimit: Int
    package var trust: TransferTrust

    package init(
        method: HTTPRequest.Method = .get, url: HTTPURL, head: RequestHead, body: [UInt8] = [],
        deadline: ContinuousClock.Instant, bodyLimit: Int = 4 << 20, trust: TransferTrust = TransferTrust()
    ) {
        self.method = method
        self.url = url
        self.head = head
        self.body = body
        self.deadline = deadline
        self.bodyLimit = bodyLimit
        self.trust = trust
    }

    package init(
        method: HTTPRequest.Method = .get, url: HTTPURL, fields: HTTPFields = [:], body: [UInt8] = [],
        deadline: ContinuousClock.Instant, bodyLimit: Int = 4 << 20, trust: TransferTrust = TransferTrust()
    ) {
        self.init(
            method: method, url: url, head: RequestHead(fields), body: body, deadline: deadline, bodyLimit: bodyLimit,
            trust: trust)
    }

    /// Sent as they are. libcurl sets `Host` and the framing fields; a request that sets them is refused.
    package var fields: HTTPFields { head.fields }
}
