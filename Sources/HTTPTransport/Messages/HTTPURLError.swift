/// A text that is no URL to connect to.
package struct HTTPURLError: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        case empty
        /// A control character, white space, or a character that only ever hides another meaning.
        case forbiddenCharacter
        case unsupportedScheme
        case userInformation
        case badHost
        case badPort
        case malformed
        /// libcurl ran out of memory.
        case unavailable
    }

    package let reason: Reason
    /// For people. The text itself is not repeated: it may hold a secret.
    package let message: String
}

extension HTTPURLError: CustomStringConvertible {
    package var description: String { message }
}
