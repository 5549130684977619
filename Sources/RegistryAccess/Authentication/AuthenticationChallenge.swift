/// One challenge of a `WWW-Authenticate` field (RFC 9110, section 11.6.1).
package struct AuthenticationChallenge: Sendable, Hashable {
    /// Lower case.
    package let scheme: String
    package let token68: String?
    /// By lower-case name.
    package let parameters: [String: String]

    package init(scheme: String, token68: String? = nil, parameters: [String: String] = [:]) {
        self.scheme = scheme
        self.token68 = token68
        self.parameters = parameters
    }

    /// All challenges of all fields of that name, in order. A field with control characters or beyond the limits is
    /// left out; a malformed one counts up to the defect if its realm was complete by then.
    package static func parse(_ fields: some Sequence<String>) -> [AuthenticationChallenge] {
        fields.flatMap { field in
            var parser = ChallengeParser(field)
            return parser.parse()
        }
    }

    /// The challenge to answer: Bearer before Basic; no other scheme is ever attempted.
    static func preferred(of challenges: [AuthenticationChallenge]) -> AuthenticationChallenge? {
        challenges.first { $0.scheme == "bearer" } ?? challenges.first { $0.scheme == "basic" }
    }
}
