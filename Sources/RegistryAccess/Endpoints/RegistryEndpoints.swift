package import DocumentReading
package import HTTPTransport
internal import ImageModel
package import SourceText

/// Where registries are reached: what `--registries` lists, and the rule for all others.
package struct RegistryEndpoints: Sendable {
    /// Whether registries that are not listed may be asked.
    package enum Others: String, Sendable, Hashable, CaseIterable {
        case allow
        case refuse
    }

    package var listed: [String: RegistryEndpoint]
    /// Asked in this order if the listed endpoint cannot answer.
    package var further: [String: [RegistryEndpoint]]
    package var others: Others
    /// The path of the file, for messages.
    package var file: String?
    /// Used for hosts that the file names no certificates for.
    package var certificates: CertificateFolders

    package init(
        listed: [String: RegistryEndpoint] = [:], further: [String: [RegistryEndpoint]] = [:], others: Others = .allow,
        file: String? = nil, certificates: CertificateFolders = .none
    ) {
        self.listed = listed
        self.further = further
        self.others = others
        self.file = file
        self.certificates = certificates
    }

    /// Nil if the registry must not be asked.
    package func endpoint(for registry: String) throws(HTTPURLError) -> RegistryEndpoint? {
        if let endpoint = listed[registry] { return endpoint }
        guard others == .allow else { return nil }
        return RegistryEndpoint(registry: registry, url: try Self.defaultURL(of: registry))
    }

    /// All endpoints of a registry in the order in which they are asked; none if it must not be asked.
    func all(for registry: String) throws(HTTPURLError) -> [RegistryEndpoint] {
        guard let first = try endpoint(for: registry) else { return [] }
        return [first] + (further[registry] ?? [])
    }

    /// What is trusted at an endpoint: the certificates of the file, or else those of the folders. An invalid folder adds
    /// nothing here; it is reported where the endpoint is used.
    func trust(at endpoint: RegistryEndpoint) -> TransferTrust {
        (try? certificates.completing(endpoint))?.trust ?? endpoint.trust
    }

    private var allListed: [RegistryEndpoint] { Array(listed.values) + further.values.flatMap(\.self) }

    /// The listed endpoint at the origin of `url`: what the operator allows for it applies there and nowhere else.
    func listedEndpoint(at url: HTTPURL) -> RegistryEndpoint? {
        allListed.filter { $0.url.origin == url.origin }.min { $0.registry < $1.registry }
    }

    /// The limit of concurrent exchanges that the file sets for a host; the smallest of several.
    func concurrency(at url: HTTPURL) -> Int? {
        allListed.filter { $0.url.origin == url.origin }.compactMap(\.concurrency).min()
    }

    static func defaultURL(of registry: String) throws(HTTPURLError) -> HTTPURL {
        try HTTPURL("https://" + (registry == "docker.io" ? "registry-1.docker.io" : registry))
    }
}

extension RegistryEndpoints {
    /// Decodes a `--registries` file.
    package init(_ file: SourceFile) throws(DocumentError) {
        guard let root = try DocumentReader.onlyDocument(of: file) else {
            throw DocumentError(.meaning, in: file, at: 0, "the registries file is empty; it needs `registries`")
        }
        var reader = try MappingReader(root, "the registries file")
        var listed: [String: RegistryEndpoint] = [:]
        var further: [String: [RegistryEndpoint]] = [:]
        if let registries = try reader.mapping("registries") {
            for member in registries.node.members {
                let registry = try Self.registry(member.key)
                guard listed[registry] == nil else {
                    throw member.key.error("duplicate registry in `registries`: this is another name of `\(registry)`")
                }
                let endpoints = try Self.endpoints(of: registry, member.value)
                listed[registry] = endpoints.first
                if endpoints.count > 1 { further[registry] = Array(endpoints.dropFirst()) }
            }
        }
        let others = try reader.choice("others", Others.self)
        try reader.finish()
        self.init(listed: listed, further: further, others: others ?? .allow, file: file.path)
    }

    /// A host as references name it, in its canonical form.
    private static func registry(_ key: TreeNode) throws(DocumentError) -> String {
        let text = key.text ?? ""
        guard !text.contains("/") else {
            throw key.error("`\(text)` must be a host such as ghcr.io, without a scheme or path")
        }
        let probe: ImageReference
        do {
            probe = try ImageReference(text + "/x/x")
        } catch {
            throw key.error("`\(text)` is not a registry host")
        }
        // In a reference, a single word such as `registry` is a folder of docker.io, never a host.
        guard probe.repository == "x/x" else {
            throw key.error("`\(text)` is not a registry host: in references it means docker.io/\(text)")
        }
        return probe.registry
    }

    /// One endpoint with its settings, or a list of them under `endpoints`.
    private static func endpoints(of registry: String, _ node: TreeNode) throws(DocumentError) -> [RegistryEndpoint] {
        var reader = try MappingReader(node, "`\(registry)`")
        guard let list = try reader.list("endpoints") else {
            return [try EndpointReader(registry: registry, node).endpoint()]
        }
        let settings = ["endpoint", "ca", "cert", "key", "tokenService"].compactMap { reader.value($0) }
        if let setting = settings.first {
            throw setting.error("set this for each entry of `endpoints` instead")
        }
        let concurrency = try EndpointReader.concurrency(&reader)
        try reader.finish()
        guard !list.isEmpty else { throw node.error("`endpoints` of `\(registry)` is empty") }
        var endpoints: [RegistryEndpoint] = []
        for element in list {
            let endpoint = try EndpointReader(registry: registry, element, concurrency: concurrency).endpoint()
            guard !endpoints.contains(where: { $0.url == endpoint.url }) else {
                throw element.error("duplicate endpoint `\(endpoint.url.shown)` in `endpoints`")
            }
            endpoints.append(endpoint)
        }
        return endpoints
    }
}
