internal import HTTPTypes

extension HTTPField.Name {
    /// Names that only registries use. The library's initialiser fails for what is no name, and these are.
    static let dockerContentDigest = known("Docker-Content-Digest")
    static let rateLimitLimit = known("RateLimit-Limit")
    static let rateLimitRemaining = known("RateLimit-Remaining")
    static let rateLimitReset = known("RateLimit-Reset")
    static let warning = known("Warning")

    private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .contentType }
}
