/// What an exchange may trust and reach.
package struct TransferTrust: Sendable, Hashable {
    /// A file of PEM certificates that replaces the system's; nil for the system's.
    package var certificateAuthorityFile: String?
    /// PEM certificates that are trusted beside the system's; of no meaning beside a file that replaces those.
    package var furtherAuthorities: [UInt8]
    /// Whether loopback, private and link-local addresses may be connected to. Checked on the address that the socket
    /// is opened to, and again on the connection that the request goes out on, so that no spelling, no DNS answer and
    /// no connection left over from another request gets around it.
    package var allowsPrivateAddresses: Bool

    /// What is shown to a server that asks who is there; nil for nothing.
    package var clientCertificate: ClientCertificate?

    /// Files in PEM; the key without a password.
    package struct ClientCertificate: Sendable, Hashable {
        package let certificateFile: String
        package let keyFile: String

        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    package init(
        certificateAuthorityFile: String? = nil, furtherAuthorities: [UInt8] = [],
        allowsPrivateAddresses: Bool = false, clientCertificate: ClientCertificate? = nil
    ) {
        self.certificateAuthorityFile = certificateAuthorityFile
        self.furtherAuthorities = furtherAuthorities
        self.clientCertificate = clientCertificate
        self.allowsPrivateAddresses = allowsPrivateAddresses
    }
}
