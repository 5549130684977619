package import HTTPTypes

/// One HTTP exchange: a request goes out, one reply comes back. No redirects, no authentication, no retries happen
/// below this line; they are decisions of the registry client.
package protocol Transport: Sendable {
    /// Returns the reply whatever its status. Throws when there is none, or when it breaks a limit of the request.
    func exchange(_ request: TransferRequest) async throws(TransferError) -> TransferReply
}

package struct TransferRequest: Sendable {
    package var method: HTTPRequest.Method
    /// Absolute, `http` or `https`, as normalised by `HTTPURL`.
    package var url: HTTPURL
    package var fields: HTTPFields
    package var body: [UInt8]
    /// When the exchange fails as timed out, whatever it is doing.
    package var deadline: ContinuousClock.Instant
    /// Largest body that is accepted, in bytes, declared or not.
    package var bodyLimit: Int
    package var trust: TransferTrust

    package init(
        method: HTTPRequest.Method = .get, url: HTTPURL, fields: HTTPFields = [:], body: [UInt8] = [],
        deadline: ContinuousClock.Instant, bodyLimit: Int = 4 << 20, trust: TransferTrust = TransferTrust()
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.deadline = deadline
        self.bodyLimit = bodyLimit
        self.trust = trust
    }
}

/// What an exchange may trust and reach.
package struct TransferTrust: Sendable, Hashable {
    /// A file of PEM certificates that replaces the system's; nil for the system's.
    package var certificateAuthorityFile: String?
    /// Whether loopback, private and link-local addresses may be connected to. Checked on the address that the socket
    /// is opened to, so that no spelling and no DNS answer gets around it.
    package var allowsPrivateAddresses: Bool

    package init(certificateAuthorityFile: String? = nil, allowsPrivateAddresses: Bool = false) {
        self.certificateAuthorityFile = certificateAuthorityFile
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }
}

package struct TransferReply: Sendable {
    package let status: Int
    package let fields: HTTPFields
    package let body: [UInt8]

    package init(status: Int, fields: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// Why there is no reply. The message is for people and holds no secret.
package struct TransferError: Error, Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
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
        case cancelled
        case closed
        /// libcurl itself failed (out of memory, not built with what is needed).
        case unavailable
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
