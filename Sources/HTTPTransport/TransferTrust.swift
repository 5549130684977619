/// What an exchange may trust and reach.
package struct TransferTrust: Sendable, Hashable {
    /// A file of PEM certificates that replaces the system's; nil for the system's.
    package var certificateAuthorityFile: String?
    /// Whether loopback, private and link-local addresses may be connected to. Checked on the address that the socket
    /// is opened to, and again on the connection that the request goes out on, so that no spelling, no DNS answer and
    /// no connection left over from another request gets around it.
    package var allowsPrivateAddresses: Bool

    package init(certificateAuthorityFile: String? = nil, allowsPrivateAddresses: Bool = false) {
        self.certificateAuthorityFile = certificateAuthorityFile
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }
}
