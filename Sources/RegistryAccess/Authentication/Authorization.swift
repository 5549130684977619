internal import AuditModel
internal import HTTPTransport

/// What goes into an `Authorization` field, and what it says about who is asking.
struct Authorization: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A user name and a password, sent to the registry itself.
        case basic
        case anonymousToken
        /// A token that was issued against a login.
        case loginToken
    }

    let kind: Kind
    let value: Secret
    /// Scheme, host and port that it belongs to; sent nowhere else.
    let origin: String
    /// Just obtained: a 401 to it is the last word. One kept from earlier requests may have run out.
    let isFresh: Bool
}

/// A 401 that wants an answer.
struct AuthenticationDemand: Sendable {
    let challenges: [AuthenticationChallenge]
    /// What was asked for when the challenge came: relative realms are relative to it.
    let url: HTTPURL
    /// What had been shown.
    let rejected: Authorization?
}

enum AuthenticationAnswer: Sendable {
    case authorized(Authorization)
    /// There is nothing to show: the 401 stands.
    case nothing
    case denied(ResolutionFailure)

    var authorization: Authorization? {
        if case .authorized(let authorization) = self { authorization } else { nil }
    }
}
