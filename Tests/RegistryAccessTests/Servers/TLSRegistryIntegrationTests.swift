import AuditModel
import Foundation
import HTTPTransport
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

/// A registry of `scripts/registry` behind nginx with HTTP/2 and a certificate from a private authority.
@Suite(.serialized, .needs(.registries, .nginx))
final class TLSRegistryIntegrationTests: Sendable {
    private let certificates: TLSServer.Certificates
    private let folder: TemporaryDirectory
    private let registry: DevelopmentRegistry

    init() async throws {
        registry = try DevelopmentRegistry.require()
        certificates = try await TLSServer.Certificates()
        folder = try TemporaryDirectory()
    }

    deinit { certificates.remove() }

    private func start(asksWhoIsThere: Bool = false) async throws -> TLSServer {
        try await TLSServer(
            certificates, asksWhoIsThere: asksWhoIsThere, origin: registry.ports["UPSTREAM_PORT"])
    }

    private func resolver(
        _ server: TLSServer, _ settings: String = "", certificates: CertificateFolders = .none
    ) throws -> ImageResolver {
        let file = SourceFile(
            path: "registries.yaml",
            text: "registries: { docker.io: { endpoint: '\(server.origin)'\(settings) } }\nothers: refuse\n")
        var endpoints = try RegistryEndpoints(file)
        endpoints.certificates = certificates
        return ImageResolver(transport: try CurlTransport(), endpoints: endpoints)
    }

    private func kind(_ resolver: ImageResolver) async throws -> ResolutionFailure.Kind? {
        let answers = await resolver.resolve([Inquiry(try ImageReference("docker.io/shapes/oci-index:1.0"))])
        return try #require(answers.first).resolution.failure?.kind
    }

    @Test func `one connection serves a thousand images`() async throws {
        let server = try await start()
        let resolver = try resolver(server, ", ca: '\(certificates.authority)'")
        let inquiries = try (0..<1000).map { number in
            Inquiry(try ImageReference("docker.io/open/r\(number / 100):\(number % 100)"))
        }
        let answers = await resolver.resolve(inquiries)
        #expect(answers.count { $0.resolution.coverage == [.linuxAMD64, .linuxARM64] } == 1000)
        let log = try server.log()
        #expect(log.count == 1000)
        #expect(Set(log.map(\.connection)).count == 1)
        #expect(Set(log.map(\.version)) == ["HTTP/2.0"])
    }

    @Test func `a registry behind a private authority resolves down to its configurations`() async throws {
        let server = try await start()
        let resolver = try resolver(server, ", ca: '\(certificates.authority)'")
        let image = try SeededImage.named("docker.io/shapes/oci-index:1.0")
        let answers = await resolver.resolve([Inquiry(image.reference, depth: .config)])
        let resolution = try #require(answers.first?.resolution)
        #expect(resolution.digest == image.digest)
        #expect(resolution.trueCoverage == image.covers)
        #expect(try await kind(self.resolver(server)) == .transient)
        #expect(try await kind(self.resolver(server, ", ca: '\(certificates.otherAuthority)'")) == .transient)
    }

    @Test func `a certificate folder applies to its own registry only`() async throws {
        let server = try await start(asksWhoIsThere: true)
        let place = "certs.d/127.0.0.1:\(server.port)"
        let roots = CertificateFolders(roots: [folder.file("certs.d")])
        func copy(_ name: String, to target: String) throws {
            try folder.write(
                try String(contentsOfFile: certificates.folder + "/" + name, encoding: .utf8), to: "\(place)/\(target)")
        }
        try copy("authority.pem", to: "ca.crt")
        // nginx answers 400 if the client has no certificate.
        #expect(try await kind(resolver(server, certificates: roots)) == .refused)
        let whole = CertificateFolders(roots: [folder.file("certs.d")])
        try copy("valid.pem", to: "client.cert")
        try copy("valid.key", to: "client.key")
        #expect(try await kind(resolver(server, certificates: whole)) == nil)
        let other = try await start()
        #expect(try await kind(resolver(other, certificates: whole)) == .transient)
        // The registries file takes precedence over the folder.
        #expect(
            try await kind(resolver(server, ", ca: '\(certificates.otherAuthority)'", certificates: whole))
                == .transient)
    }
}
