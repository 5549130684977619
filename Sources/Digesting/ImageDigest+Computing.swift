package import ImageModel

extension ImageDigest {
    /// The digest of `bytes`.
    package static func computed(
        over bytes: [UInt8], algorithm: DigestAlgorithm = .sha256
    ) throws(DigestingError) -> ImageDigest {
        var hasher = try ContentHasher(algorithm)
        try hasher.update(bytes)
        return try hasher.finalize()
    }

    /// Whether this digest is the one of `bytes`, computed with this digest's own algorithm.
    package func matches(_ bytes: [UInt8]) throws(DigestingError) -> Bool {
        try Self.computed(over: bytes, algorithm: algorithm) == self
    }
}
