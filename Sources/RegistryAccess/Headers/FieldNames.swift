internal import HTTPTypes

extension HTTPField.Name {
    /// Names that HTTPTypes does not define.
    static let dockerContentDigest = constant("Docker-Content-Digest")
    static let link = constant("Link")
    static let rateLimitLimit = constant("RateLimit-Limit")
    static let rateLimitRemaining = constant("RateLimit-Remaining")
    static let rateLimitReset = constant("RateLimit-Reset")
    static let warning = constant("Warning")

    private static func constant(_ name: StaticString) -> HTTPField.Name {
        guard let field = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is not a field name") }
        return field
    }
}
