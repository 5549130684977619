import Digesting
import ImageModel
import Testing

@Suite struct ContentHasherTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let algorithm: DigestAlgorithm
        let name: String
        let message: [UInt8]
        let hex: String

        var testDescription: String { "\(algorithm) of \(name)" }
    }

    /// FIPS 180-4 example messages (NIST, "Cryptographic Standards and Guidelines: Example Values").
    static let vectors = [
        Vector(
            algorithm: .sha256, name: "nothing", message: [],
            hex: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Vector(
            algorithm: .sha256, name: "abc", message: Array("abc".utf8),
            hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        Vector(
            algorithm: .sha256, name: "448 bits",
            message: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            hex: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        Vector(
            algorithm: .sha256, name: "a million a", message: Array(repeating: UInt8(ascii: "a"), count: 1_000_000),
            hex: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        Vector(
            algorithm: .sha512, name: "nothing", message: [],
            hex: "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"),
        Vector(
            algorithm: .sha512, name: "abc", message: Array("abc".utf8),
            hex: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
        Vector(
            algorithm: .sha512, name: "a million a", message: Array(repeating: UInt8(ascii: "a"), count: 1_000_000),
            hex: "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
                + "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"),
    ]

    @Test(arguments: vectors)
    func `published test vectors give their published digests`(_ vector: Vector) throws {
        let digest = try ImageDigest.computed(over: vector.message, algorithm: vector.algorithm)
        #expect(digest.description == "\(vector.algorithm):\(vector.hex)")
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func `splitting the input does not change the digest`(_ algorithm: DigestAlgorithm) throws {
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let whole = try ImageDigest.computed(over: message, algorithm: algorithm)
        for size in [1, 3, 63, 64, 65, 128, 999] {
            var hasher = try ContentHasher(algorithm)
            for start in stride(from: 0, to: message.count, by: size) {
                try hasher.update(message[start..<min(start + size, message.count)])
            }
            #expect(try hasher.finalize() == whole, "pieces of \(size)")
        }
    }

    @Test func `a digest matches only its own bytes`() throws {
        let bytes = Array("manifest".utf8)
        for algorithm in DigestAlgorithm.allCases {
            let digest = try ImageDigest.computed(over: bytes, algorithm: algorithm)
            #expect(try digest.matches(bytes))
            #expect(try !digest.matches(bytes + [0]))
            #expect(try !digest.matches(bytes.dropLast() + [bytes[bytes.count - 1] ^ 1]))
        }
    }

    @Test func `dropping an unfinished hasher is safe`() throws {
        for _ in 0..<100 {
            var hasher = try ContentHasher(.sha256)
            try hasher.update([1, 2, 3])
        }
    }
}
