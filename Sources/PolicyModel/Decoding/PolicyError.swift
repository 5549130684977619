package import DocumentReading

/// Why there is no policy: what stands in a file, or how files and options were put together.
package enum PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    case document(DocumentError)
    case usage(String)

    package var description: String {
        switch self {
        case .document(let error): error.description
        case .usage(let message): "error: \(message)"
        }
    }
}
