/// What a user may show a registry.
package enum Credential: Sendable, Hashable {
    case password(user: String, password: Secret)
    /// An OAuth refresh token, as Docker keeps it for some registries. The user stands beside it in some files.
    case identityToken(Secret, user: String? = nil)
    /// A token for the registry itself, issued elsewhere.
    case registryToken(Secret)

    /// The value of an `Authorization` field by RFC 7617; nil for what is no password.
    var basicAuthorization: Secret? {
        guard case .password(let user, let password) = self else { return nil }
        return Secret("Basic " + Base64.encode(Array("\(user):\(password.exposed)".utf8)))
    }
}

/// What the configuration has for a registry.
package enum CredentialLookup: Sendable, Hashable {
    case none
    case found(Credential)
    /// The configuration leaves the registry to this credential helper.
    case helper(String)
}
