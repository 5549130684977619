import AuditModel
import ImageModel
import MirrorChecking
import SourceText
import Testing

private func pair(
    _ source: String, _ target: String, _ basis: MirrorPair.Basis = .given, line: Int = 1,
    required: [Platform] = [.linuxAMD64]
) throws -> MirrorPair {
    MirrorPair(
        source: try ImageReference(source), target: try ImageReference(target), basis: basis, required: required,
        places: [SourcePlace(file: "map.txt", position: SourcePosition(line: line, column: 1))])
}

@Suite struct MirrorPairsTests {
    @Test func `a pair that is named twice is compared once, for the platforms of both`() throws {
        var pairs = MirrorPairs()
        try pairs.insert(pair("a/b:1", "ghcr.io/m/b:1"))
        try pairs.insert(pair("docker.io/a/b:1", "ghcr.io/m/b:1", line: 2, required: [.linuxARM64]))
        #expect(pairs.sorted.map(\.required) == [[.linuxAMD64, .linuxARM64]])
        #expect(pairs.sorted.flatMap(\.places).map(\.position.line) == [1, 2])
    }

    @Test func `two upstream images with one name in the mirror are an error that names both places`() throws {
        var pairs = MirrorPairs()
        try pairs.insert(pair("a/b:1", "ghcr.io/m/b:1"))
        let error = #expect(throws: MirrorPairs.Collision.self) {
            try pairs.insert(pair("quay.io/c/b:1", "ghcr.io/m/b:1", line: 2))
        }
        #expect(
            error?.description
                == "map.txt:2:1: error: docker.io/a/b:1 (map.txt:1:1) and quay.io/c/b:1 (map.txt:2:1) would both be "
                + "ghcr.io/m/b:1 in the mirror")
    }

    @Test func `in a written list, tags of one name may come from several images`() throws {
        var pairs = MirrorPairs()
        try pairs.insert(pair("bitnami/redis:7", "ghcr.io/m/redis:7"))
        try pairs.insert(pair("bitnamilegacy/redis:6", "ghcr.io/m/redis:6"))
        #expect(pairs.sorted.count == 2)
    }

    @Test func `a name that follows from a naming rule belongs to one upstream image, whatever the tags`() throws {
        var pairs = MirrorPairs()
        try pairs.insert(pair("bitnami/redis:7", "ghcr.io/m/redis:7", .upstream))
        #expect(throws: MirrorPairs.Collision.self) {
            try pairs.insert(pair("quay.io/other/redis:6", "ghcr.io/m/redis:6", .upstream))
        }
        let digest = "sha256:" + String(repeating: "a", count: 64)
        try pairs.insert(pair("bitnami/redis:7@\(digest)", "ghcr.io/m/redis:7@\(digest)", .mirrored))
        #expect(pairs.sorted.count == 2)
    }
}
