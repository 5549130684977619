internal import CCurl
internal import FileSystem

/// Which servers and addresses an exchange trusts.
package struct TransferTrust: Sendable, Hashable {
    /// A file of PEM certificates that replaces the system's; nil for the system's.
    package var certificateAuthorityFile: String?
    /// PEM certificates that are trusted in addition to the system's. Ignored if a file replaces those.
    package var furtherAuthorities: [UInt8]
    /// Whether loopback, private and link-local addresses are allowed. Checked on the address that the socket is opened to,
    /// and again on the connection that the request is sent on, so that no spelling, DNS answer or reused connection can
    /// bypass it.
    package var allowsPrivateAddresses: Bool
    /// Sent to a server that asks for a client certificate.
    package var clientCertificate: ClientCertificate?

    /// PEM files. The key has no password.
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

/// The certificate authorities that the system trusts: those that libcurl was built with, unless `SSL_CERT_FILE` and
/// `SSL_CERT_DIR` name others, as for programs that use OpenSSL or Go.
package final class SystemAuthorities: Sendable {
    /// A file of PEM certificates; nil for libcurl's default.
    let file: String?
    /// A folder of PEM certificates named by hash (openssl-rehash(1)); nil for libcurl's default.
    let folder: String?
    private let contents = Locked<[UInt8]?>(nil)

    package static let builtIn = SystemAuthorities(environment: [:])

    package init(environment: [String: String]) {
        func path(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        file = path("SSL_CERT_FILE")
        folder = path("SSL_CERT_DIR")
    }

    /// The file's certificates followed by `further`. libcurl itself reads those in the folder.
    func certificates(and further: [UInt8]) -> [UInt8] {
        contents.withLock { contents in
            // Without the file fewer authorities are trusted.
            let own = contents ?? (file ?? Self.builtInFile).flatMap { try? FileContents.read($0, limit: .max) } ?? []
            contents = own
            return own + [UInt8(ascii: "\n")] + further
        }
    }

    private static var builtInFile: String? {
        guard let version = unsafe polyarch_version(), let path = unsafe version.pointee.cainfo else {
            return nil
        }
        return unsafe String(cString: path)
    }
}
