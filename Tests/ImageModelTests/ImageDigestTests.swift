import Testing

@testable import ImageModel

@Suite struct ImageDigestTests {
    @Test func `a digest has its algorithm's length in lower-case hexadecimal`() throws {
        for algorithm in DigestAlgorithm.allCases {
            let hex = String(repeating: "0f", count: algorithm.hexLength / 2)
            #expect(try ImageDigest("\(algorithm.rawValue):\(hex)").description == "\(algorithm.rawValue):\(hex)")
            for wrong in [hex + "0", String(hex.dropLast()), hex.uppercased(), String(hex.dropLast()) + "g", ""] {
                #expect(throws: DigestError.malformed("\(algorithm.rawValue):\(wrong)")) {
                    try ImageDigest("\(algorithm.rawValue):\(wrong)")
                }
            }
        }
    }

    @Test(arguments: 0..<64)
    func `only lower-case hexadecimal digits are accepted, at every position`(place: Int) throws {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("sha256:".utf8) + (0..<64).map { digits[$0 * 7 % 16] }
        let taken = (UInt8.min ... .max).filter { byte in
            text[7 + place] = byte
            let digest = try? ImageDigest(parsing: text[...])
            return digest.map { Array($0.description.utf8) == text } ?? false
        }
        #expect(taken == digits)
    }

    @Test func `digests of other algorithms are unsupported, other texts are malformed`() {
        let hex = String(repeating: "a", count: 96)
        #expect(throws: DigestError.unsupportedAlgorithm("sha384")) { try ImageDigest("sha384:" + hex) }
        for text in ["", ":", "sha256", "abc", "sha384:abc", "Sha384:" + hex, "sha384+:" + hex, "a b:" + hex] {
            #expect(throws: DigestError.malformed(text)) { try ImageDigest(text) }
        }
    }

    @Test func `the short form has the algorithm and twelve digits`() throws {
        let digest = try ImageDigest("sha256:0123456789abcdef" + String(repeating: "0", count: 48))
        #expect(digest.short == "sha256:0123456789ab")
    }

    @Test func `a computed digest equals the parsed one`() throws {
        let bytes = (0..<64).map { UInt8($0 * 37 % 256) }
        for algorithm in DigestAlgorithm.allCases {
            let own = Array(bytes.prefix(algorithm.hexLength / 2))
            let hex = own.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            let digest = ImageDigest(algorithm: algorithm, bytes: own.span)
            #expect(digest?.hex == hex)
            #expect(try digest == ImageDigest(algorithm: algorithm, hex: hex))
            let cut = ImageDigest(algorithm: algorithm, bytes: own.span.extracting(droppingLast: 1))
            #expect(cut == nil)
        }
    }

    @Test func `digests are ordered like their texts`() throws {
        var texts: [String] = []
        for digit in ["0", "1", "9", "a", "f"] {
            for algorithm in DigestAlgorithm.allCases {
                let length = algorithm.hexLength
                texts.append("\(algorithm.rawValue):" + String(repeating: digit, count: length))
                texts.append("\(algorithm.rawValue):" + String(repeating: "8", count: length - 1) + digit)
            }
        }
        let sorted = try texts.map { text in try ImageDigest(text) }.sorted()
        #expect(sorted.map(\.description) == texts.sorted())
    }
}
