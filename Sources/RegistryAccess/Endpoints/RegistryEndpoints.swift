package import HTTPTransport

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
