internal import AuditModel
internal import HTTPTransport

/// The value of an `Authorization` field, and what kind of identity it shows.
struct Authorization: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A user name and a password, sent to the registry itself.
        case basic
        case anonymousToken
        /// A token that was issued for a login.
        case loginToken
    }

    let kind: Kind
    let value: Secret
    /// The scheme, host and port that it is for. It is sent nowhere else.
    let origin: String
    /// Just obtained, so that a 401 to it is final. A kept one may have expired.
    let isFresh: Bool
}

/// A 401 that has to be answered.
struct AuthenticationDemand: Sendable {
    let challenges: [AuthenticationChallenge]
    /// The URL that was requested; a relative realm is resolved against it.
    let url: HTTPURL
    /// What was sent with the request.
    let rejected: Authorization?
}

enum AuthenticationAnswer: Sendable {
    case authorized(Authorization)
    /// There is nothing to send: the 401 is final.
    case nothing
    case denied(ResolutionFailure)

    var authorization: Authorization? {
        if case .authorized(let authorization) = self { authorization } else { nil }
    }
}
