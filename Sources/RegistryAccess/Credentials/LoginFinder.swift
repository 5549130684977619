internal import AuditModel
internal import HTTPTransport

/// A login, and where it was found, for messages.
struct Login: Sendable, Hashable {
    let credential: Credential
    let source: String
}

/// Finds the login for an endpoint, helpers included. Each helper is asked once a run for each registry, however many
/// images wait for it, and again for nobody when it failed.
final class LoginFinder: Sendable {
    private struct Question: Sendable, Hashable {
        let helper: String
        let registry: String
    }

    private let store: CredentialStore
    private let helper: CredentialHelper
    private let answers = SingleFlight<Question, Result<Credential?, ResolutionFailure>>()

    init(store: CredentialStore, helper: CredentialHelper) {
        self.store = store
        self.helper = helper
    }

    /// nil where there is none. The login for where an endpoint is goes before the one for the registry that it stands
    /// for.
    func login(for endpoint: RegistryEndpoint, repository: String) async throws(ResolutionFailure) -> Login? {
        if endpoint.isListed {
            let isDefaultPort = endpoint.url.port == (endpoint.url.scheme == "https" ? 443 : 80)
            let place = isDefaultPort ? endpoint.url.host : endpoint.url.authority
            if let login = try await login(place, endpoint.repository(repository)) { return login }
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
                let question = Question(helper: name, registry: registry)
                let answer = try await answers.value(for: question) { () throws(ResolutionFailure) in
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
