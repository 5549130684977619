import AuditModel
import HTTPTransport
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

@Suite struct CertificateFolderTests {
    private static let pem = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"

    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func put(_ files: [String: String], in place: String) throws {
        for (name, text) in files { try folder.write(text, to: "\(place)/\(name)") }
    }

    private func trust(
        at url: String = "https://r.example", _ roots: String..., given: TransferTrust = TransferTrust()
    ) throws -> TransferTrust {
        let folders = CertificateFolders(roots: roots.map { folder.file($0) })
        let endpoint = RegistryEndpoint(registry: "r.example", url: try HTTPURL(url), trust: given)
        return try folders.completing(endpoint).trust
    }

    private func text(_ trust: TransferTrust) -> String { String(decoding: trust.furtherAuthorities, as: UTF8.self) }

    @Test func `a host's folder holds extra authorities and client certificates`() throws {
        try put(["a.crt": Self.pem + "a", "b.crt": Self.pem + "b", "notes.txt": "x"], in: "one/r.example")
        try put(["me.cert": "c", "me.key": "k"], in: "one/r.example")
        let trust = try trust("one")
        #expect(text(trust) == Self.pem + "a\n" + Self.pem + "b\n")
        #expect(trust.certificateAuthorityFile == nil)
        #expect(trust.clientCertificate?.certificateFile == folder.file("one/r.example/me.cert"))
        #expect(trust.clientCertificate?.keyFile == folder.file("one/r.example/me.key"))
        #expect(!trust.allowsPrivateAddresses)
    }

    @Test func `the first root with a folder for the host wins, whatever it holds`() throws {
        try put(["a.crt": Self.pem + "second"], in: "second/r.example")
        #expect(text(try trust("first", "second")).contains("second"))
        try put(["a.crt": Self.pem + "first"], in: "first/r.example")
        #expect(text(try trust("first", "second")).contains("first"))
        try put(["readme": ""], in: "empty/r.example")
        #expect(try trust("empty", "second") == TransferTrust())
    }

    @Test(arguments: [
        ("https://r.example", "r.example", true), ("https://r.example:443", "r.example", true),
        ("https://r.example", "r.example:443", true), ("https://r.example:5000", "r.example:5000", true),
        ("https://r.example:5000", "r.example", false), ("https://r.example", "r.example:5000", false),
        ("https://sub.r.example", "r.example", false), ("https://[::1]:5000", "[::1]:5000", true),
        ("http://r.example", "r.example", false),
    ])
    func `a folder is for one host and port`(url: String, name: String, isFor: Bool) throws {
        try put(["a.crt": Self.pem], in: "root/\(name)")
        #expect(try trust(at: url, "root").furtherAuthorities.isEmpty == !isFor)
    }

    @Test func `certificates in the registries file replace the folder`() throws {
        try put(["a.crt": Self.pem], in: "root/r.example")
        let named = TransferTrust(certificateAuthorityFile: "/ca.pem")
        #expect(try trust("root", given: named) == named)
        let client = TransferTrust(clientCertificate: .init(certificateFile: "c", keyFile: "k"))
        #expect(try trust("root", given: client) == client)
        let opened = TransferTrust(allowsPrivateAddresses: true)
        #expect(try trust("root", given: opened).allowsPrivateAddresses)
        #expect(try !trust("root", given: opened).furtherAuthorities.isEmpty)
    }

    @Test(arguments: [
        (["x.cert": ""], "x.cert: x.key is missing"), (["x.key": ""], "x.key: x.cert is missing"),
        (["x.crt": "not PEM"], "x.crt: it has no PEM certificate"), (["x.crt/y": ""], "x.crt: cannot be read"),
    ])
    func `an invalid folder is reported, and its registry is not contacted`(
        files: [String: String], expected: String
    ) async throws {
        try put(files, in: "root/r.example")
        let transport = ScriptedTransport { _, _ in TransferReply(status: 404) }
        let resolver = ImageResolver(
            transport: transport,
            endpoints: RegistryEndpoints(certificates: CertificateFolders(roots: [folder.file("root")])),
            timing: TestClock().timing)
        let answers = await resolver.resolve([Inquiry(try ImageReference("r.example/a/b:1"))])
        let failure = try #require(answers.first?.resolution.failure)
        #expect(failure.kind == .refused)
        #expect(failure.message.hasPrefix("r.example is not contacted: \(folder.file("root/r.example"))/"))
        #expect(failure.message.contains(expected))
        #expect(transport.requests.isEmpty)
    }

    @Test func `the user's folder takes precedence over the system's`() throws {
        try put(["a.crt": Self.pem], in: "config/containers/certs.d/r.example")
        try put(["a.crt": Self.pem], in: "home/.config/containers/certs.d/r.example")
        func isFound(_ environment: [String: String]) throws -> Bool {
            let endpoint = RegistryEndpoint(registry: "r.example", url: try HTTPURL("https://r.example"))
            let completed = try CertificateFolders(environment: environment).completing(endpoint)
            return !completed.trust.furtherAuthorities.isEmpty
        }
        #expect(try isFound(["XDG_CONFIG_HOME": folder.file("config")]))
        #expect(try isFound(["HOME": folder.file("home")]))
        #expect(try isFound(["HOME": folder.file("home"), "XDG_CONFIG_HOME": "relative"]))
        #expect(try !isFound(["HOME": folder.file("home"), "XDG_CONFIG_HOME": folder.file("none")]))
        #expect(try !isFound([:]))
    }

    @Test func `a redirect target gets only its own certificates`() throws {
        try put(["a.crt": Self.pem + "registry"], in: "root/r.example")
        try put(["me.cert": "c", "me.key": "k"], in: "root/r.example")
        try put(["a.crt": Self.pem + "blobs"], in: "root/cdn.example")
        let endpoints = RegistryEndpoints(certificates: CertificateFolders(roots: [folder.file("root")]))
        let home = try endpoints.certificates.completing(
            RegistryEndpoint(registry: "r.example", url: try HTTPURL("https://r.example")))
        let redirectPolicy = RedirectPolicy(start: home.url, trust: home.trust, endpoints: endpoints)
        let blobs = redirectPolicy.trust(at: try HTTPURL("https://cdn.example/x"))
        #expect(text(blobs).contains("blobs") && !text(blobs).contains("registry"))
        #expect(blobs.clientCertificate == nil)
        #expect(redirectPolicy.trust(at: try HTTPURL("https://other.example/x")) == TransferTrust())
        #expect(redirectPolicy.trust(at: try HTTPURL("https://r.example:8443/x")).clientCertificate == nil)
        #expect(redirectPolicy.trust(at: try HTTPURL("https://r.example/x")).clientCertificate != nil)
    }
}
