internal import SourceText

/// A hash algorithm that may name content in a registry (OCI image-spec, descriptor.md, "Registered algorithms").
package enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    case sha256
    case sha512

    /// The number of hexadecimal digits.
    package var hexLength: Int {
        switch self {
        case .sha256: 64
        case .sha512: 128
        }
    }
}

/// A content digest such as `sha256:…`, in lower-case hexadecimal and of its algorithm's length.
///
/// Stored as bits rather than as text, because a fleet has digests by the ten thousand.
package struct ImageDigest: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let value: Value

    private enum Value: Sendable, Hashable {
        case sha256(Bits256)
        indirect case sha512(Bits256, Bits256)
    }

    package init(algorithm: DigestAlgorithm, hex: String) throws(DigestError) {
        guard let digest = Self(algorithm, digits: hex.utf8Span.span) else {
            throw .malformed(algorithm.rawValue + ":" + hex)
        }
        self = digest
    }

    /// A computed digest; nil unless it has the algorithm's length.
    package init?(algorithm: DigestAlgorithm, bytes: Span<UInt8>) {
        guard bytes.count * 2 == algorithm.hexLength else { return nil }
        let first = Bits256(bytes: bytes.extracting(first: 32))
        switch algorithm {
        case .sha256: value = .sha256(first)
        case .sha512: value = .sha512(first, Bits256(bytes: bytes.extracting(last: 32)))
        }
    }

    /// Parses `algorithm:hex`. A digest of an algorithm that polyarch does not compute is unsupported, not malformed.
    package init(_ text: some StringProtocol) throws(DigestError) {
        let text = String(text)
        try self.init(parsing: text.utf8Span.span)
    }

    package init(parsing text: ArraySlice<UInt8>) throws(DigestError) {
        try self.init(parsing: text.span)
    }

    package init(parsing text: Span<UInt8>) throws(DigestError) {
        guard let digest = Self(text: text) else { throw Self.error(for: text.indices.map { text[$0] }) }
        self = digest
    }

    private init?(text: Span<UInt8>) {
        for algorithm in DigestAlgorithm.allCases {
            let name = algorithm.rawValue.utf8Span.span
            guard text.count == name.count + 1 + algorithm.hexLength, text[name.count] == UInt8(ascii: ":") else {
                continue
            }
            for index in 0..<name.count where text[index] != name[index] { return nil }
            self.init(algorithm, digits: text.extracting(last: algorithm.hexLength))
            return
        }
        return nil
    }

    private static func error(for text: [UInt8]) -> DigestError {
        let malformed = DigestError.malformed(String(decoding: text, as: UTF8.self))
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return malformed }
        let algorithm = String(decoding: text[..<colon], as: UTF8.self)
        guard DigestAlgorithm(rawValue: algorithm) == nil,
            isPlausible(algorithm: algorithm, value: text[(colon + 1)...])
        else { return malformed }
        return .unsupportedAlgorithm(algorithm)
    }

    private init?(_ algorithm: DigestAlgorithm, digits: Span<UInt8>) {
        guard digits.count == algorithm.hexLength, let first = Bits256(digits: digits.extracting(first: 64)) else {
            return nil
        }
        switch algorithm {
        case .sha256: value = .sha256(first)
        case .sha512:
            guard let second = Bits256(digits: digits.extracting(last: 64)) else { return nil }
            value = .sha512(first, second)
        }
    }

    package var algorithm: DigestAlgorithm {
        switch value {
        case .sha256: .sha256
        case .sha512: .sha512
        }
    }

    package var hex: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(algorithm.hexLength)
        appendHex(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(utf8Count)
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The length of the description.
    var utf8Count: Int { algorithm.rawValue.utf8.count + 1 + algorithm.hexLength }

    /// Appends the description.
    func append(to text: inout [UInt8]) {
        text += algorithm.rawValue.utf8
        text.append(UInt8(ascii: ":"))
        appendHex(to: &text)
    }

    private func appendHex(to text: inout [UInt8]) {
        switch value {
        case .sha256(let bits): bits.append(to: &text)
        case .sha512(let first, let second):
            first.append(to: &text)
            second.append(to: &text)
        }
    }

    /// The first twelve hexadecimal digits, enough for people to compare.
    package var short: String { algorithm.rawValue + ":" + hex.prefix(12) }

    package static func < (left: ImageDigest, right: ImageDigest) -> Bool {
        switch (left.value, right.value) {
        case (.sha256(let left), .sha256(let right)): left < right
        case (.sha512(let left, let leftRest), .sha512(let right, let rightRest)):
            left == right ? leftRest < rightRest : left < right
        case (.sha256, .sha512): true
        case (.sha512, .sha256): false
        }
    }

    /// The general grammar of image-spec descriptor.md, for digests of other algorithms.
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
