internal import AuditModel
internal import HTTPTransport

/// Where one request may go, redirects included, and what is trusted there.
final class RedirectPolicy: Sendable {
    /// Where the request starts.
    let home: HTTPURL
    let trust: TransferTrust
    let endpoints: RegistryEndpoints

    init(home: HTTPURL, trust: TransferTrust, endpoints: RegistryEndpoints) {
        self.home = home
        self.trust = trust
        self.endpoints = endpoints
    }

    /// The operator's word for an endpoint (certificates, private addresses) counts for its own host and for endpoints
    /// that have such a word themselves; its client certificate is shown at its own port alone.
    func trust(at url: HTTPURL) -> TransferTrust {
        if url.origin == home.origin { return trust }
        if let listed = endpoints.listedEndpoint(at: url) { return endpoints.trust(at: listed) }
        guard url.host == home.host else { return endpoints.certificates.trust(at: url) }
        var trust = trust
        trust.clientCertificate = nil
        return trust
    }

    /// Why a redirect from `url` to `target` is not followed; nil when it is.
    func refusal(from url: HTTPURL, to target: HTTPURL) -> String? {
        guard target.scheme == "http" else { return nil }
        if url.scheme == "https" { return "it leads from https to plain http" }
        let isKnown = target.host == home.host || endpoints.listedEndpoint(at: target) != nil
        return isKnown ? nil : "it leads to plain http at another host"
    }
}
