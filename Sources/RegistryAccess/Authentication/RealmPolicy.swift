internal import AuditModel
internal import HTTPTransport
internal import SourceText

/// Which token services are trusted. A registry can name any realm, and the realm receives the login: most credential
/// leaks of registry clients started here (GHSA-28r5-37g7-p6mp, CVE-2026-33540 and similar).
enum RealmPolicy {
    /// The realm of a challenge as a URL, if it may be requested at all.
    static func url(
        _ realm: String, challengedAt url: HTTPURL, isPlainAllowed: Bool
    ) throws(ResolutionFailure) -> HTTPURL {
        let target: HTTPURL
        do {
            target = try HTTPURL(realm, relativeTo: url)
        } catch {
            throw ResolutionFailure(
                .refused, "\(url.authority) names a token service with an invalid URL: \(error.message)")
        }
        guard target.scheme == "https" || isPlainAllowed else {
            throw ResolutionFailure(
                .refused, "\(url.authority) names the token service \(target.shown), which uses plain http")
        }
        return target
    }

    /// Whether the login for an endpoint may be sent to `realm`: only to the registry's host, the endpoint's host, a host
    /// in the domain of one of them (registry-1.docker.io and auth.docker.io), or the service that the operator named.
    static func mayHaveLogin(_ realm: HTTPURL, of endpoint: RegistryEndpoint) -> Bool {
        let registry = endpoint.registry
        let registryHost = registry.hasPrefix("[") ? registry : String(registry.prefix { $0 != ":" })
        return isOwn(realm, of: endpoint) || registryHost == realm.host || areSiblings(registryHost, realm.host)
    }

    /// What is trusted at `realm`: a token service that the operator named, or in the domain of the endpoint, has the
    /// trust of the endpoint; any other one has only what applies to everyone.
    static func trust(at realm: HTTPURL, of endpoint: RegistryEndpoint, _ endpoints: RegistryEndpoints) -> TransferTrust
    {
        let redirectPolicy = RedirectPolicy(start: endpoint.url, trust: endpoint.trust, endpoints: endpoints)
        guard isOwn(realm, of: endpoint), endpoints.listedEndpoint(at: realm) == nil else {
            return redirectPolicy.trust(at: realm)
        }
        var trust = endpoint.trust
        if realm.origin != endpoint.url.origin { trust.clientCertificate = nil }
        return trust
    }

    private static func isOwn(_ realm: HTTPURL, of endpoint: RegistryEndpoint) -> Bool {
        realm.origin == endpoint.tokenService?.origin || realm.host == endpoint.url.host
            || areSiblings(realm.host, endpoint.url.host)
    }

    /// Whether both names are in one registrable domain. There is no public suffix list here: two labels count as a
    /// domain unless they look like `co.uk`.
    private static func areSiblings(_ left: String, _ right: String) -> Bool {
        guard let domain = domain(of: left) else { return false }
        return domain == self.domain(of: right)
    }

    private static func domain(of host: String) -> [Substring]? {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last, labels.count >= 2, !host.contains(":"), !labels.contains(""),
            !last.utf8.allSatisfy(\.isDigit)
        else { return nil }
        let second = labels[labels.count - 2]
        let size = last.utf8.count == 2 && second.utf8.count <= 3 ? 3 : 2
        return labels.count >= size ? Array(labels.suffix(size)) : nil
    }
}
