internal import AuditModel
internal import HTTPTransport

/// Where the redirects of a request may lead, and what is trusted there.
final class RedirectPolicy: Sendable {
    /// The endpoint where the request starts.
    let start: HTTPURL
    let trust: TransferTrust
    let endpoints: RegistryEndpoints

    init(start: HTTPURL, trust: TransferTrust, endpoints: RegistryEndpoints) {
        self.start = start
        self.trust = trust
        self.endpoints = endpoints
    }

    /// What the operator set for an endpoint (certificates, private addresses) applies to its host, and its client
    /// certificate to its port only. Other listed endpoints have settings of their own.
    func trust(at url: HTTPURL) -> TransferTrust {
        if url.origin == start.origin { return trust }
        if let listed = endpoints.listedEndpoint(at: url) { return endpoints.trust(at: listed) }
        guard url.host == start.host else { return endpoints.certificates.trust(at: url) }
        var trust = trust
        trust.clientCertificate = nil
        return trust
    }

    /// Why a redirect from `url` to `target` is not followed; nil if it is.
    func refusal(from url: HTTPURL, to target: HTTPURL) -> String? {
        guard target.scheme == "http" else { return nil }
        if url.scheme == "https" { return "it leads from https to plain http" }
        let isKnown = target.host == start.host || endpoints.listedEndpoint(at: target) != nil
        return isKnown ? nil : "it leads to plain http at another host"
    }
}
