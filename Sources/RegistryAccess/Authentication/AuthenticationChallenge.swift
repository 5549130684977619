internal import ImageModel

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

/// Reads one `WWW-Authenticate` field. Challenges and their parameters are both separated by commas, so what a word
/// means shows only in what follows it: `=` and a value make it a parameter, anything else a scheme.
struct ChallengeParser {
    private static let sizeLimit = 8 << 10
    private static let parameterLimit = 32

    private struct Draft {
        var scheme: String
        var token68: String?
        var parameters: [String: String] = [:]
        /// A parameter stands twice with different values: what one reader checks, another would use.
        var isAmbiguous = false
    }

    private let bytes: [UInt8]
    private var offset = 0
    private var finished: [AuthenticationChallenge] = []
    private var draft: Draft?
    private var parameterCount = 0

    init(_ field: String) {
        bytes = Array(field.utf8)
    }

    mutating func parse() -> [AuthenticationChallenge] {
        let isClean = bytes.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
        guard isClean, bytes.count <= Self.sizeLimit else { return [] }
        let isComplete = elements()
        if parameterCount > Self.parameterLimit { return [] }
        if isComplete || draft?.parameters["realm"] != nil { finishDraft() }
        return finished
    }

    /// Returns whether the field was well-formed to its end.
    private mutating func elements() -> Bool {
        while true {
            skip { $0 == UInt8(ascii: ",") || Self.isSpace($0) }
            guard offset < bytes.count else { return true }
            let word = take(Self.isTokenByte)
            guard !word.isEmpty else { return false }
            let wordEnd = offset
            skip(Self.isSpace)
            if next == UInt8(ascii: "=") {
                // Behind a token68 there are no parameters.
                guard let draft, draft.token68 == nil, parameter(named: word) else { return false }
            } else {
                finishDraft()
                draft = Draft(scheme: word.lowercased())
                guard next == nil || next == UInt8(ascii: ",") || (offset > wordEnd && schemeContent()) else {
                    return false
                }
            }
            skip(Self.isSpace)
            guard next == nil || next == UInt8(ascii: ",") else { return false }
        }
    }

    /// What stands behind a scheme: a token68 or the first parameter.
    private mutating func schemeContent() -> Bool {
        let start = offset
        let word = take(Self.isTokenByte)
        skip(Self.isSpace)
        if !word.isEmpty, next == UInt8(ascii: "="), parameter(named: word) { return true }
        offset = start
        let text = take { Self.isTokenByte($0) || $0 == UInt8(ascii: "/") } + take { $0 == UInt8(ascii: "=") }
        skip(Self.isSpace)
        guard !text.isEmpty, next == nil || next == UInt8(ascii: ",") else { return false }
        draft?.token68 = text
        return true
    }

    /// The value behind a name; `offset` is at its `=`.
    private mutating func parameter(named name: String) -> Bool {
        offset += 1
        skip(Self.isSpace)
        let value: String
        if next == UInt8(ascii: "\"") {
            guard let quoted = quotedString() else { return false }
            value = quoted
        } else {
            // More than a token may hold, since realms are written without quotes too.
            value = take { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && !Self.isSpace($0) }
            guard !value.isEmpty, value.utf8.contains(where: { $0 != UInt8(ascii: "=") }) else { return false }
        }
        parameterCount += 1
        let name = name.lowercased()
        if let known = draft?.parameters[name], known != value { draft?.isAmbiguous = true }
        draft?.parameters[name] = value
        return true
    }

    private mutating func quotedString() -> String? {
        offset += 1
        var value: [UInt8] = []
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: value, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = next else { return nil }
                value.append(escaped)
                offset += 1
            default: value.append(byte)
            }
        }
        return nil
    }

    private mutating func finishDraft() {
        if let draft, !draft.isAmbiguous {
            finished.append(
                AuthenticationChallenge(
                    scheme: draft.scheme, token68: draft.token68, parameters: draft.parameters))
        }
        draft = nil
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skip(_ matches: (UInt8) -> Bool) {
        while let byte = next, matches(byte) { offset += 1 }
    }

    private mutating func take(_ matches: (UInt8) -> Bool) -> String {
        let start = offset
        skip(matches)
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
