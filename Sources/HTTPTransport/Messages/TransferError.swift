/// Why there is no reply. The message is for people, holds no secret and no control characters.
package struct TransferError: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case nameResolution
        case connection
        case tls
        case timedOut
        /// The body ended before its declared length, or the connection broke in the middle.
        case truncated
        case bodyTooLarge
        case headersTooLarge
        /// The address is one that `TransferTrust` does not allow.
        case addressRefused
        case malformedReply
        /// The request cannot be sent as it is: a field that would break the message, or that is not the caller's.
        case invalidRequest
        case cancelled
        case closed
        /// libcurl itself failed (out of memory, not built with what is needed).
        case unavailable
    }

    package let kind: Kind
    package let message: String
    /// How far it came; nil where it never began.
    package var metrics: TransferMetrics?

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension TransferError: CustomStringConvertible {
    package var description: String { "\(message) (\(kind.rawValue))" }
}
