internal import AuditModel
internal import HTTPTransport

/// A login, and where it was found.
struct Login: Sendable, Hashable {
    let credential: Credential
    /// The name of the source in messages.
    let source: String
}

/// Finds the login for an endpoint, asking credential helpers if necessary. Each helper runs once per registry and run,
/// even if it fails.
final class LoginFinder: Sendable {
    private struct HelperCall: Sendable, Hashable {
        let helper: String
        let registry: String
    }

    private let store: CredentialStore
    private let helper: CredentialHelper
    private let answers = SingleFlight<HelperCall, Result<Credential?, ResolutionFailure>>()

    init(store: CredentialStore, helper: CredentialHelper) {
        self.store = store
        self.helper = helper
    }

    /// Nil if there is none. A login for the host of the endpoint goes before one for the registry.
    func login(for endpoint: RegistryEndpoint, repository: String) async throws(ResolutionFailure) -> Login? {
        if endpoint.isListed {
            let isDefaultPort = endpoint.url.port == (endpoint.url.scheme == "https" ? 443 : 80)
            let host = isDefaultPort ? endpoint.url.host : endpoint.url.authority
            if let login = try await login(host, endpoint.repository(repository)) { return login }
        }
        return try await login(endpoint.registry, repository)
    }

    private func login(_ name: String, _ repository: String) async throws(ResolutionFailure) -> Login? {
        let registry = CredentialKey.canonical(name)
        for (lookup, source) in store.candidates(registry, repository: repository) {
            switch lookup {
            case .none: continue
            case .found(let credential): return Login(credential: credential, source: source)
            case .helper(let name):
                let call = HelperCall(helper: name, registry: registry)
                let answer = try await answers.value(for: call) { () throws(ResolutionFailure) in
                    do throws(ResolutionFailure) {
                        return .success(try await helper.credential(from: name, for: registry))
                    } catch {
                        return .failure(error)
                    }
                }
                if let credential = try answer.get() {
                    return Login(credential: credential, source: "the credential helper \(name)")
                }
            }
        }
        return nil
    }
}
