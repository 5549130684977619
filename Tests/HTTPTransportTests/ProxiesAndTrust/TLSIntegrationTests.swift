import Foundation
import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

/// Certificates and trust, over real TLS.
@Suite(.needs(.nginx))
final class TLSIntegrationTests: Sendable {
    private let certificates: TLSServer.Certificates
    private let transport: CurlTransport

    init() async throws {
        certificates = try await TLSServer.Certificates()
        transport = try CurlTransport()
    }

    deinit { certificates.remove() }

    private func ask(
        _ server: TLSServer, trusting file: String?, host: String = "127.0.0.1"
    ) async throws -> Result<TransferReply, TransferError> {
        let trust = TransferTrust(certificateAuthorityFile: file, allowsPrivateAddresses: true)
        let url = try HTTPURL("https://\(host):\(server.port)/")
        return await outcome(of: TransferRequest(url: url, deadline: .now + .generous, trust: trust), over: transport)
    }

    @Test func `a certificate from the configured authority is trusted, by address and by name`() async throws {
        let server = try await TLSServer(certificates)
        #expect(try await ask(server, trusting: certificates.authority).status == 200)
        #expect(try await ask(server, trusting: certificates.authority, host: "localhost").status == 200)
    }

    @Test(arguments: ["expired", "misnamed"])
    func `an expired certificate or one for another host is not trusted`(_ name: String) async throws {
        let server = try await TLSServer(certificates, certificate: name)
        #expect(try await ask(server, trusting: certificates.authority).failureKind == .tls)
    }

    @Test func `a certificate from an unknown authority is not trusted`() async throws {
        let server = try await TLSServer(certificates)
        #expect(try await ask(server, trusting: nil).failureKind == .tls)
        #expect(try await ask(server, trusting: certificates.otherAuthority).failureKind == .tls)
    }

    @Test func `a missing or empty authority file is an error`() async throws {
        let server = try await TLSServer(certificates)
        #expect(try await ask(server, trusting: "/nonexistent.pem").failureKind == .tls)
        #expect(try await ask(server, trusting: "/dev/null").failureKind == .tls)
    }

    @Test func `a connection is not reused under different trust settings`() async throws {
        let server = try await TLSServer(certificates)
        for _ in 0..<3 {
            #expect(try await ask(server, trusting: certificates.authority).status == 200)
            #expect(try await ask(server, trusting: certificates.otherAuthority).failureKind == .tls)
            #expect(try await ask(server, trusting: nil).failureKind == .tls)
        }
        let publicOnly = TransferTrust(certificateAuthorityFile: certificates.authority)
        let request = TransferRequest(
            url: try HTTPURL("https://127.0.0.1:\(server.port)/"), deadline: .now + .generous, trust: publicOnly)
        #expect(await outcome(of: request, over: transport).failureKind == .addressRefused)
        // The first connection still works.
        #expect(try await ask(server, trusting: certificates.authority).get().text.hasPrefix("HTTP/2.0 "))
    }

    @Test func `concurrent requests share one HTTP/2 connection`() async throws {
        let server = try await TLSServer(certificates)
        let connections = try await withThrowingTaskGroup(of: Substring.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    let words = try await self.ask(server, trusting: self.certificates.authority).get().text
                        .split(separator: " ")
                    #expect(words[0] == "HTTP/2.0")
                    return words[1]
                }
            }
            return try await group.reduce(into: Set<Substring>()) { $0.insert($1) }
        }
        #expect(connections.count == 1)
    }

    @Test func `a server without HTTP/2 is reached over HTTP/1.1`() async throws {
        let server = try await TLSServer(certificates, http2: false)
        #expect(try await ask(server, trusting: certificates.authority).get().text.hasPrefix("HTTP/1.1 "))
        #expect(try await ask(server, trusting: certificates.authority).get().text.hasSuffix(" 2"))
    }

    @Test func `a server that does not speak TLS is a TLS failure`() async throws {
        let server = try FaultServer(greeting: [.send("220 mail.example ESMTP\r\n")], always: [.close])
        let request = try TransferRequest.local("https://127.0.0.1:\(server.port)/")
        let error = await #expect(throws: TransferError.self) { try await transport.exchange(request) }
        #expect(error?.kind == .tls)
        #expect(error?.message.contains("ESMTP") == false)
        // Nothing was sent in plain text instead.
        #expect(server.requests.isEmpty)
    }

    @Test func `a host's own authorities are trusted in addition to the system's`() async throws {
        let server = try await TLSServer(certificates)
        func kind(
            _ environment: [String: String], further: String? = nil, only: String? = nil
        ) async throws -> TransferError.Kind? {
            let transport = try CurlTransport(
                configuration: CurlTransport.Configuration(authorities: SystemAuthorities(environment: environment)))
            var request = try TransferRequest.local("https://127.0.0.1:\(server.port)/")
            request.trust.certificateAuthorityFile = only
            request.trust.furtherAuthorities =
                try further.map { Array(try String(contentsOfFile: $0, encoding: .utf8).utf8) } ?? []
            return await outcome(of: request, over: transport).failureKind
        }
        #expect(try await kind([:]) == .tls)
        #expect(try await kind([:], further: certificates.authority) == nil)
        #expect(try await kind([:], further: certificates.otherAuthority) == .tls)
        #expect(try await kind(["SSL_CERT_FILE": certificates.authority]) == nil)
        #expect(try await kind(["SSL_CERT_FILE": certificates.otherAuthority]) == .tls)
        #expect(try await kind(["SSL_CERT_FILE": certificates.otherAuthority], further: certificates.authority) == nil)
        #expect(try await kind(["SSL_CERT_FILE": certificates.authority], further: certificates.otherAuthority) == nil)
        try await ToolRunner.shell(
            "mkdir -p hashed && cp authority.pem hashed && openssl rehash hashed", in: certificates.folder)
        #expect(try await kind(["SSL_CERT_DIR": certificates.folder + "/hashed"]) == nil)
        #expect(try await kind(["SSL_CERT_FILE": "/nonexistent.pem", "SSL_CERT_DIR": "/nonexistent"]) == .tls)
        #expect(
            try await kind(["SSL_CERT_DIR": certificates.folder + "/hashed"], only: certificates.otherAuthority) == .tls
        )
    }

    @Test func `a client certificate is sent only to the server it is configured for`() async throws {
        let server = try await TLSServer(certificates, asksWhoIsThere: true)
        func status(_ name: String?) async throws -> Int? {
            var request = try TransferRequest.local("https://127.0.0.1:\(server.port)/")
            request.trust.certificateAuthorityFile = certificates.authority
            request.trust.clientCertificate = name.map { name in
                let path = certificates.folder + "/" + name
                return .init(certificateFile: path + ".pem", keyFile: path + ".key")
            }
            return await outcome(of: request, over: transport).status
        }
        #expect(try await status("valid") == 200)
        // Requests without a certificate, or with another, do not share the connection.
        #expect(try await status(nil) == 400)
        #expect(try await status("other") == 400)
        #expect(try await status("valid") == 200)
    }

    @Test func `an encrypted key is an error, not a prompt`() async throws {
        let server = try await TLSServer(certificates, asksWhoIsThere: true)
        try await ToolRunner.shell(
            "openssl pkey -in valid.key -aes128 -passout pass:x -out locked.key", in: certificates.folder)
        let folder = certificates.folder
        var request = try TransferRequest.local("https://127.0.0.1:\(server.port)/")
        request.trust.certificateAuthorityFile = certificates.authority
        request.trust.clientCertificate = .init(
            certificateFile: folder + "/valid.pem", keyFile: folder + "/locked.key")
        #expect(await outcome(of: request, over: transport).failureKind == .tls)
    }
}
