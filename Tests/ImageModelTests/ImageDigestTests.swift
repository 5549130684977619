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
}
