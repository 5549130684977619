package import DocumentReading
package import HTTPTransport
internal import ImageModel
package import SourceText

/// Where registries really are: what `--registries` lists, and the rule for all others.
package struct RegistryEndpoints: Sendable {
    /// Whether registries that are not listed are asked.
    package enum Others: String, Sendable, Hashable, CaseIterable {
        case allow
        case refuse
    }

    package var listed: [String: RegistryEndpoint]
    /// What to ask, in this order, when the listed endpoint cannot say.
    package var further: [String: [RegistryEndpoint]]
    package var others: Others
    /// The file that said so, for messages.
    package var file: String?
    /// What counts where the file names no certificates.
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

    /// nil when the registry must not be asked.
    package func endpoint(for registry: String) throws(HTTPURLError) -> RegistryEndpoint? {
        if let endpoint = listed[registry] { return endpoint }
        guard others == .allow else { return nil }
        return RegistryEndpoint(registry: registry, url: try Self.defaultURL(of: registry))
    }

    /// All endpoints of a registry in the order in which they are asked; none when it must not be asked.
    func all(for registry: String) throws(HTTPURLError) -> [RegistryEndpoint] {
        guard let first = try endpoint(for: registry) else { return [] }
        return [first] + (further[registry] ?? [])
    }

    /// What is trusted at an endpoint: what the file says of certificates, else what the folders hold. Where a folder
    /// makes no sense it adds nothing; who asks there says so.
    func trust(at endpoint: RegistryEndpoint) -> TransferTrust {
        (try? certificates.completing(endpoint))?.trust ?? endpoint.trust
    }

    private var everyone: [RegistryEndpoint] { Array(listed.values) + further.values.flatMap(\.self) }

    /// What may be trusted at the target of a redirect: the operator's word for an endpoint counts there and nowhere
    /// else.
    func listedEndpoint(at url: HTTPURL) -> RegistryEndpoint? {
        everyone.filter { $0.url.origin == url.origin }.min { $0.registry < $1.registry }
    }

    /// What the file says about how many exchanges a host is asked at one time; the least of several.
    func concurrency(at url: HTTPURL) -> Int? {
        everyone.filter { $0.url.origin == url.origin }.compactMap(\.concurrency).min()
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
                    throw member.key.error("`\(registry)` stands twice in `registries`: this is another name for it")
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

    /// A host as references name it, in its normal form.
    private static func registry(_ key: TreeNode) throws(DocumentError) -> String {
        let text = key.text ?? ""
        guard !text.contains("/") else {
            throw key.error("`\(text)` must be a host such as ghcr.io, without scheme and path")
        }
        let probe: ImageReference
        do {
            probe = try ImageReference(text + "/x/x")
        } catch {
            throw key.error("`\(text)` is no registry host")
        }
        // A single word such as `registry` would be a folder of docker.io in a reference, never a host.
        guard probe.repository == "x/x" else {
            throw key.error("`\(text)` is no registry host: references to it would mean docker.io/\(text)")
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
            throw setting.error("beside `endpoints` it is unclear which of them this is for; write it there")
        }
        let concurrency = try EndpointReader.concurrency(&reader)
        try reader.finish()
        guard !list.isEmpty else { throw node.error("`endpoints` of `\(registry)` is empty") }
        var endpoints: [RegistryEndpoint] = []
        for element in list {
            let endpoint = try EndpointReader(registry: registry, element, concurrency: concurrency).endpoint()
            guard !endpoints.contains(where: { $0.url == endpoint.url }) else {
                throw element.error("`\(endpoint.url.shown)` stands twice in `endpoints`")
            }
            endpoints.append(endpoint)
        }
        return endpoints
    }
}
