import Testing

@testable import ImageModel

@Suite("Digests")
struct ImageDigestTests {
    @Test("A digest has its algorithm's length in lower-case hexadecimal")
    func lengths() throws {
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

    @Test("Nothing but a lower-case hexadecimal digit is one, whichever of the digits it is", arguments: 0..<64)
    func digits(place: Int) throws {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("sha256:".utf8) + (0..<64).map { digits[$0 * 7 % 16] }
        let taken = (UInt8.min ... .max).filter { byte in
            text[7 + place] = byte
            let digest = try? ImageDigest(parsing: text[...])
            return digest.map { Array($0.description.utf8) == text } ?? false
        }
        #expect(taken == digits)
    }

    @Test("Digests of other algorithms are unsupported, other texts malformed")
    func others() {
        let hex = String(repeating: "a", count: 96)
        #expect(throws: DigestError.unsupportedAlgorithm("sha384")) { try ImageDigest("sha384:" + hex) }
        for text in ["", ":", "sha256", "abc", "sha384:abc", "Sha384:" + hex, "sha384+:" + hex, "a b:" + hex] {
            #expect(throws: DigestError.malformed(text)) { try ImageDigest(text) }
        }
    }

    @Test("The short form keeps what a person compares")
    func short() throws {
        let digest = try ImageDigest("sha256:0123456789abcdef" + String(repeating: "0", count: 48))
        #expect(digest.short == "sha256:0123456789ab")
    }

    @Test("A digest that is computed is the one with the digits of its bytes")
    func computed() throws {
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

    @Test("Digests are ordered as their texts are")
    func order() throws {
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
