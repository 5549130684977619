internal import DocumentReading

/// What a document must say somewhere if any rule is to find something in it. Scalars are asked about before the walk,
/// which then leaves alone what holds no hint: most of a fleet.
///
/// A hint is a necessary condition, whatever surrounds the scalar:
/// - a rule that goes by the name of a key, variable, annotation or flag wants the word `image` in it;
/// - one that goes by the looks of a value wants a path with a tag, digest or scheme, so `/` and `:` or `@`;
/// - `{repository: …, tag: …}` is found under any key;
/// - a label that is broken by a digest names the digest's algorithm.
///
/// A key that names images has its value looked at whether or not there is a hint in that (`KeyTraits.leading`).
enum ImageHint {
    static func isPresent(in bytes: ScalarBytes) -> Bool {
        var slash: UInt64 = 0
        var letter: UInt64 = 0
        var digit: UInt64 = 0
        for (_, block) in bytes.blocks {
            slash |= block.signals(UInt8(ascii: "/"))
            // The rarest bytes of `image`, and of `sha256` and `sha512`.
            letter |= block.folded.signals(UInt8(ascii: "g"))
            digit |= block.signals(UInt8(ascii: "5"))
        }
        guard slash | letter | digit != 0 else { return isRepositoryKey(bytes) }
        return slash != 0 && hasVersionOrScheme(bytes)
            || letter != 0 && ValueShape.mentionsImage(bytes)
            || digit != 0 && LabelValue.namesAlgorithm(bytes)
            || isRepositoryKey(bytes)
    }

    /// The same of a document. What a service account says of pull secrets holds for others; a workload has images
    /// further down, and its kind is known sooner.
    static func makesDocumentWanted(by bytes: ScalarBytes) -> Bool {
        guard let first = bytes.first else { return false }
        let isCapital = first >= UInt8(ascii: "A") && first <= UInt8(ascii: "Z")
        return isCapital && wantedKinds[bytes] != nil || isPresent(in: bytes)
    }

    private static let wantedKinds = WordTable([(["ServiceAccount"] + ImageFieldTable.podKinds, true)])

    private static func hasVersionOrScheme(_ bytes: ScalarBytes) -> Bool {
        bytes.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@") }
    }

    private static func isRepositoryKey(_ bytes: ScalarBytes) -> Bool {
        bytes.count > 0 && bytes[0] == UInt8(ascii: "r") && KeyTraits.of(bytes).contains(.repository)
    }
}
