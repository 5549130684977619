import SourceText
import Testing

@testable import ImageModel

/// Laws that hold for every text, tested with random texts made of pieces of the grammar.
@Suite struct ReferenceLawTests {
    /// SplitMix64: the same texts in every run.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let pieces = [
        "a", "b0", "X", "library", "docker.io", "localhost", "Host", "ghcr.io", "index.docker.io", "/", "/", ":", ":",
        "@", ".", "-", "_", "__", "1", "443", "5000", "65536", "[::1]", "[", "]", "sha256:", "sha512:", "=", "+", " ",
        "é", "\r\n", "$", String(repeating: "a", count: 64), String(repeating: "0", count: 128),
    ]
    private static let allowed = Set("._-/:@[]".utf8)

    @Test func `an accepted text has plain characters only and survives a round trip through its canonical spelling`()
        throws
    {
        var generator = Generator(state: 2)
        var count = 0
        for _ in 0..<20_000 {
            let text = (0...Int.random(in: 0...7, using: &generator))
                .compactMap { _ in Self.pieces.randomElement(using: &generator) }.joined()
            guard let reference = try? ImageReference(text) else { continue }
            count += 1
            #expect(text.utf8.allSatisfy { $0.isAlphanumeric || Self.allowed.contains($0) }, "\(text)")
            #expect(!ImageReference.looksLikeTemplate(text), "\(text)")
            let again = try ImageReference(reference.description)
            #expect(again.description == reference.description, "\(text)")
            #expect(again.name == reference.name && again.digest == reference.digest, "\(text)")
        }
        #expect(count > 500, "the pieces make references often enough")
    }

    @Test func `references are ordered like their canonical spellings, and equal ones have equal hashes`() throws {
        let digests = [
            nil, "sha256:" + String(repeating: "0", count: 64), "sha512:" + String(repeating: "a", count: 128),
        ]
        let names = [
            "a", "a/b", "a/b-c", "a/b.c", "a/b/c", "a0", "ghcr.io/a", "ghcr.io/a-b", "ghcr.io.x/a", "ghcr.io:80/a",
        ]
        let texts = names.flatMap { name in
            ["", ":1", ":1.0", ":latest"].flatMap { tag in digests.map { name + tag + ($0.map { "@" + $0 } ?? "") } }
        }
        for left in texts {
            for right in texts {
                let (one, other) = (try ImageReference(left), try ImageReference(right))
                #expect((one < other) == (one.description < other.description), "\(left) \(right)")
                #expect((one == other) == (left == right), "\(left) \(right)")
                #expect(one != other || one.hashValue == other.hashValue, "\(left) \(right)")
            }
        }
    }
}
