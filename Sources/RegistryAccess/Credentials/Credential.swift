internal import FoundationEssentials

/// What a client can identify itself with.
package enum Credential: Sendable, Hashable {
    case password(user: String, password: Secret)
    /// An OAuth refresh token, as Docker keeps it for some registries. Some files have the user name, too.
    case identityToken(Secret, user: String? = nil)
    /// A token for the registry itself, issued elsewhere.
    case registryToken(Secret)

    /// The value of an `Authorization` field by RFC 7617; nil for tokens.
    var basicAuthorization: Secret? {
        guard case .password(let user, let password) = self else { return nil }
        return Secret("Basic " + Base64.encode(Array("\(user):\(password.exposed)".utf8)))
    }
}

/// What the configuration says about a registry.
package enum CredentialLookup: Sendable, Hashable {
    case none
    case found(Credential)
    /// This credential helper has to be asked.
    case helper(String)
}

/// Text that must not be shown. Interpolating, printing or dumping it shows a placeholder.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself; used only where it is sent.
    let exposed: String

    package init(_ text: String) {
        self.exposed = text
    }

    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Base64 by RFC 4648, section 4.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Nil for invalid text. Missing padding is accepted, because Docker's own files have lacked it; wrong padding is not,
    /// although Foundation accepts some of it.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }.count
        let padding = text.utf8.count - digits
        let missing = (4 - digits % 4) % 4
        guard missing < 3, padding == 0 || padding == missing else { return nil }
        return Data(base64Encoded: text.prefix(digits) + String(repeating: "=", count: missing)).map(Array.init)
    }
}
