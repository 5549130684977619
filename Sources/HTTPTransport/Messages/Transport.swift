/// One HTTP exchange: one request, one reply. Redirects, authentication and retries are left to the registry client.
package protocol Transport: Sendable {
    /// Returns the reply whatever its status. Throws if there is none, or if it exceeds a limit of the request.
    func exchange(_ request: TransferRequest) async throws(TransferError) -> TransferReply
}

/// Why there is no reply. The message has no secrets and no control characters.
package struct TransferError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case nameResolution
        case connection
        case tls
        case timedOut
        /// The connection ended before the reply did.
        case truncated
        case bodyTooLarge
        case headersTooLarge
        /// `TransferTrust` does not allow the address.
        case addressRefused
        case malformedReply
        /// A header field that would break the message, or that libcurl sets.
        case invalidRequest
        case cancelled
        case closed
        /// libcurl itself failed: out of memory, or a feature is missing.
        case unavailable
    }

    package let kind: Kind
    package let message: String
    /// Nil if the exchange never began.
    package var metrics: TransferMetrics?

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { "\(message) (\(kind.rawValue))" }
}
