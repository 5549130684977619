/// A hash algorithm that may name content in a registry (OCI image-spec, descriptor.md, "Registered algorithms").
package enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    case sha256
    case sha512

    /// Length of the hexadecimal part.
    package var hexLength: Int {
        switch self {
        case .sha256: 64
        case .sha512: 128
        }
    }
}

/// A content digest such as `sha256:…`, in lower-case hexadecimal and of the length that its algorithm demands.
package struct ImageDigest: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let algorithm: DigestAlgorithm
    package let hex: String

    package init(algorithm: DigestAlgorithm, hex: String) throws(DigestError) {
        guard hex.utf8.count == algorithm.hexLength, hex.utf8.allSatisfy(\.isLowercaseHexadecimal) else {
            throw .malformed(algorithm.rawValue + ":" + hex)
        }
        self.algorithm = algorithm
        self.hex = hex
    }

    /// Parses `algorithm:hex`. Algorithms that exist but that polyarch does not compute are told apart from nonsense.
    package init(_ text: some StringProtocol) throws(DigestError) {
        try self.init(parsing: Array(text.utf8)[...])
    }

    init(parsing text: ArraySlice<UInt8>) throws(DigestError) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
            throw .malformed(String(decoding: text, as: UTF8.self))
        }
        let name = String(decoding: text[..<colon], as: UTF8.self)
        let value = text[(colon + 1)...]
        if let algorithm = DigestAlgorithm(rawValue: name) {
            try self.init(algorithm: algorithm, hex: String(decoding: value, as: UTF8.self))
            return
        }
        throw Self.isPlausible(algorithm: name, value: value)
            ? .unsupportedAlgorithm(name) : .malformed(String(decoding: text, as: UTF8.self))
    }

    package var description: String { algorithm.rawValue + ":" + hex }

    /// The first twelve hexadecimal digits: enough for a person to compare.
    package var short: String { algorithm.rawValue + ":" + hex.prefix(12) }

    package static func < (left: ImageDigest, right: ImageDigest) -> Bool {
        (left.algorithm.rawValue, left.hex) < (right.algorithm.rawValue, right.hex)
    }

    /// The general grammar of image-spec descriptor.md, for digests of an algorithm that is not ours.
    private static func isPlausible(algorithm: String, value: ArraySlice<UInt8>) -> Bool {
        let components = algorithm.utf8.split(omittingEmptySubsequences: false) { "+._-".utf8.contains($0) }
        return components.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isLowercaseAlphanumeric) }
            && value.count >= 32
            && value.allSatisfy { $0.isAlphanumeric || "=_-".utf8.contains($0) }
    }
}

package enum DigestError: Error, Sendable, Hashable {
    case malformed(String)
    case unsupportedAlgorithm(String)
}
