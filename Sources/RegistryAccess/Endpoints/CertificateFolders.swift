internal import AuditModel
internal import FileSystem
internal import HTTPTransport
internal import SourceText

/// Folders with the certificates of single hosts, as used by Docker and Podman (containers-certs.d(5)). In a folder
/// `HOST` or `HOST:PORT`, every `*.crt` contains authorities that are trusted in addition to the system's, and
/// `NAME.cert` and `NAME.key` are a client certificate. The first root that has a folder for a host is used.
package final class CertificateFolders: Sendable {
    private struct Certificates: Sendable {
        var authorities: [UInt8] = []
        var client: TransferTrust.ClientCertificate?
    }

    private struct InvalidFolder: Error, Sendable {
        let path: String
        let reason: String
    }

    private let roots: [String]
    private let known = Locked<[String: Result<Certificates, InvalidFolder>]>([:])

    package static let none = CertificateFolders(roots: [])

    /// In the order in which they are searched.
    package init(roots: [String]) {
        self.roots = roots
    }

    /// The user's folder, then the system's ones of Podman and of Docker.
    package convenience init(environment: [String: String]) {
        func path(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let configuration = path("XDG_CONFIG_HOME") ?? path("HOME").map { $0 + "/.config" }
        self.init(
            roots: [configuration.map { $0 + "/containers" }, "/etc/containers", "/etc/docker"]
                .compactMap(\.self).map { $0 + "/certs.d" })
    }

    /// The endpoint with the certificates of its host, unless the registries file names some for it.
    func completing(_ endpoint: RegistryEndpoint) throws(ResolutionFailure) -> RegistryEndpoint {
        guard endpoint.trust.certificateAuthorityFile == nil, endpoint.trust.clientCertificate == nil else {
            return endpoint
        }
        do {
            let certificates = try certificates(for: endpoint.url)
            var endpoint = endpoint
            endpoint.trust.furtherAuthorities = certificates.authorities
            endpoint.trust.clientCertificate = certificates.client
            return endpoint
        } catch {
            throw ResolutionFailure(.refused, "\(endpoint.name) is not contacted: \(error.path): \(error.reason)")
        }
    }

    /// What is trusted at a host that is not a listed endpoint. An invalid folder adds nothing.
    func trust(at url: HTTPURL) -> TransferTrust {
        guard let certificates = try? certificates(for: url) else { return TransferTrust() }
        return TransferTrust(
            furtherAuthorities: certificates.authorities, clientCertificate: certificates.client)
    }

    private func certificates(for url: HTTPURL) throws(InvalidFolder) -> Certificates {
        guard url.scheme == "https", !roots.isEmpty, !url.host.hasPrefix(".") else { return Certificates() }
        if let known = known.withLock({ $0[url.authority] }) { return try known.get() }
        let found: Result<Certificates, InvalidFolder>
        do throws(InvalidFolder) {
            found = .success(try read(url))
        } catch {
            found = .failure(error)
        }
        known.withLock { $0[url.authority] = found }
        return try found.get()
    }

    private func read(_ url: HTTPURL) throws(InvalidFolder) -> Certificates {
        let host = url.authority
        let names = url.port == 443 ? [String(host.dropLast(4)), host] : [host]
        for folder in roots.flatMap({ root in names.map { "\(root)/\($0)" } }) {
            if let files = try Self.files(in: folder) { return try Self.read(folder, files) }
        }
        return Certificates()
    }

    private static func read(_ folder: String, _ files: [String]) throws(InvalidFolder) -> Certificates {
        var certificates = Certificates()
        for file in files {
            let path = "\(folder)/\(file)"
            if file.hasSuffix(".crt") {
                certificates.authorities += try authorities(path)
            } else if file.hasSuffix(".cert") {
                let key = String(file.dropLast(5)) + ".key"
                guard files.contains(key) else { throw InvalidFolder(path: path, reason: "\(key) is missing") }
                let keyPath = "\(folder)/\(key)"
                for file in [path, keyPath] { _ = try bytes(file) }
                // libcurl sends one: the first of several by name.
                certificates.client = certificates.client ?? .init(certificateFile: path, keyFile: keyPath)
            } else if file.hasSuffix(".key") {
                let certificate = String(file.dropLast(4)) + ".cert"
                guard files.contains(certificate) else {
                    throw InvalidFolder(path: path, reason: "\(certificate) is missing")
                }
            }
        }
        return certificates
    }

    private static func authorities(_ path: String) throws(InvalidFolder) -> [UInt8] {
        guard let bytes = try bytes(path) else { return [] }
        guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
            throw InvalidFolder(path: path, reason: "it has no PEM certificate")
        }
        return bytes + [UInt8(ascii: "\n")]
    }

    /// Nil for a dangling link.
    private static func bytes(_ path: String) throws(InvalidFolder) -> [UInt8]? {
        do {
            return try FileContents.read(path, limit: 4 << 20)
        } catch {
            if error.isAbsence { return nil }
            throw InvalidFolder(path: path, reason: error.message)
        }
    }

    /// Sorted; nil if there is no such folder, or no permission to read it. Podman ignores these, too.
    private static func files(in folder: String) throws(InvalidFolder) -> [String]? {
        do {
            return try Folder.entries(of: folder).map(\.name)
        } catch {
            if error.isAbsence && !error.isUnderFile || error.isPermissionDenied { return nil }
            throw InvalidFolder(path: folder, reason: error.message)
        }
    }
}
