/// OpenSSL could not compute a digest: it has no such algorithm (a restricted provider), or no memory.
package enum DigestingError: Error, Sendable, Hashable {
    case unavailable(algorithm: String)
    case failed(operation: String)
}

extension DigestingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unavailable(let algorithm): "OpenSSL does not offer \(algorithm)"
        case .failed(let operation): "OpenSSL failed in \(operation)"
        }
    }
}
