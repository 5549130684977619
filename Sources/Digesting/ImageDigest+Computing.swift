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

    /// Whether this is the digest of `bytes`, by its own algorithm.
    package func matches(_ bytes: [UInt8]) throws(DigestingError) -> Bool {
        try Self.computed(over: bytes, algorithm: algorithm) == self
    }
}

/// OpenSSL could not compute a digest: a restricted provider lacks the algorithm, or memory ran out.
package enum DigestingError: Error, Sendable, Hashable, CustomStringConvertible {
    case unavailable(algorithm: String)
    case failed(operation: String)

    package var description: String {
        switch self {
        case .unavailable(let algorithm): "OpenSSL does not offer \(algorithm)"
        case .failed(let operation): "OpenSSL failed in \(operation)"
        }
    }
}
