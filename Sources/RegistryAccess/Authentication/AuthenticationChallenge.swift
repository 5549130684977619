internal import SourceText

/// One challenge of a `WWW-Authenticate` field (RFC 9110, section 11.6.1).
package struct AuthenticationChallenge: Sendable, Hashable {
    /// In lower case.
    package let scheme: String
    package let token68: String?
    /// By name in lower case.
    package let parameters: [String: String]

    package init(scheme: String, token68: String? = nil, parameters: [String: String] = [:]) {
        self.scheme = scheme
        self.token68 = token68
        self.parameters = parameters
    }

    /// The challenges of all `WWW-Authenticate` fields, in order. A field with control characters or beyond the limits
    /// is ignored. Of a malformed field, the challenges before the defect count, and so does the one with the defect if
    /// its realm is complete.
    package static func parse(_ fields: some Sequence<String>) -> [AuthenticationChallenge] {
        fields.flatMap { field in
            var parser = ChallengeParser(field)
            return parser.parse()
        }
    }

    /// The challenge to answer: Bearer before Basic, and no other scheme.
    static func preferred(of challenges: [AuthenticationChallenge]) -> AuthenticationChallenge? {
        challenges.first { $0.scheme == "bearer" } ?? challenges.first { $0.scheme == "basic" }
    }
}

/// Parses one `WWW-Authenticate` field. Commas separate both challenges and their parameters, so only what follows a
/// word tells what it is: a parameter if `=` and a value follow, a scheme otherwise.
private struct ChallengeParser {
    private static let sizeLimit = 8 << 10
    private static let parameterLimit = 32

    private struct Draft {
        var scheme: String
        var token68: String?
        var parameters: [String: String] = [:]
        /// A parameter occurs twice with different values: what one reader checks, another one would use.
        var isAmbiguous = false
    }

    private let isAcceptable: Bool
    private var scanner: FieldScanner
    private var finished: [AuthenticationChallenge] = []
    private var draft: Draft?
    private var parameterCount = 0

    init(_ field: String) {
        isAcceptable = field.utf8.count <= Self.sizeLimit && field.utf8.allSatisfy { !$0.isControl || $0.isBlank }
        scanner = FieldScanner(field)
    }

    mutating func parse() -> [AuthenticationChallenge] {
        guard isAcceptable else { return [] }
        let isComplete = parseElements()
        if parameterCount > Self.parameterLimit { return [] }
        if isComplete || draft?.parameters["realm"] != nil { finishDraft() }
        return finished
    }

    /// Returns whether the field is well-formed to its end.
    private mutating func parseElements() -> Bool {
        while true {
            scanner.skipToElement()
            if scanner.isAtEnd { return true }
            let word = scanner.token()
            guard !word.isEmpty else { return false }
            let isFollowedByBlank = scanner.next?.isBlank == true
            scanner.skipBlanks()
            if scanner.next == UInt8(ascii: "=") {
                // No parameters may follow a token68.
                guard let draft, draft.token68 == nil, parseParameter(named: word) else { return false }
            } else {
                finishDraft()
                draft = Draft(scheme: word.lowercased())
                guard scanner.isAtEndOfElement || isFollowedByBlank && parseSchemeContent() else { return false }
            }
            scanner.skipBlanks()
            guard scanner.isAtEndOfElement else { return false }
        }
    }

    /// What follows a scheme: a token68 or the first parameter.
    private mutating func parseSchemeContent() -> Bool {
        let start = scanner
        let word = scanner.token()
        scanner.skipBlanks()
        if !word.isEmpty, scanner.next == UInt8(ascii: "="), parseParameter(named: word) { return true }
        scanner = start
        let text = scanner.take { $0.isToken || $0 == UInt8(ascii: "/") } + scanner.take { $0 == UInt8(ascii: "=") }
        scanner.skipBlanks()
        guard !text.isEmpty, scanner.isAtEndOfElement else { return false }
        draft?.token68 = text
        return true
    }

    /// The value of a parameter; `=` must come next.
    private mutating func parseParameter(named name: String) -> Bool {
        scanner.skip("=")
        scanner.skipBlanks()
        let value: String
        if scanner.next == UInt8(ascii: "\"") {
            guard let quoted = scanner.quotedString() else { return false }
            value = quoted
        } else {
            // More than a token may hold, since realms occur without quotes, too.
            value = scanner.take { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && !$0.isBlank }
            guard value.utf8.contains(where: { $0 != UInt8(ascii: "=") }) else { return false }
        }
        parameterCount += 1
        let name = name.lowercased()
        if let known = draft?.parameters[name], known != value { draft?.isAmbiguous = true }
        draft?.parameters[name] = value
        return true
    }

    private mutating func finishDraft() {
        if let draft, !draft.isAmbiguous {
            finished.append(
                AuthenticationChallenge(scheme: draft.scheme, token68: draft.token68, parameters: draft.parameters))
        }
        draft = nil
    }
}
