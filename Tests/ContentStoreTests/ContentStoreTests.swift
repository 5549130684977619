import ContentStore
import Digesting
import Foundation
import ImageModel
import TestSupport
import Testing

@Suite struct ContentStoreTests {
    private let folder: TemporaryDirectory
    private let store: ContentStore

    init() throws {
        folder = try TemporaryDirectory()
        store = try ContentStore(path: folder.file("cache"))
    }

    private func keep(_ text: String, _ algorithm: DigestAlgorithm = .sha256) throws -> ImageDigest {
        let bytes = Array(text.utf8)
        let digest = try ImageDigest.computed(over: bytes, algorithm: algorithm)
        store.keep(bytes, digest: digest)
        return digest
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func `stored content is found by its digest in an OCI layout`(algorithm: DigestAlgorithm) throws {
        let digest = try keep("{}", algorithm)
        #expect(store.content(digest) == Array("{}".utf8))
        #expect(try folder.text(of: "cache/blobs/\(algorithm.rawValue)/\(digest.hex)") == "{}")
        #expect(try folder.text(of: "cache/oci-layout") == #"{"imageLayoutVersion":"1.0.0"}"#)
        #expect(try folder.text(of: "cache/index.json") == #"{"schemaVersion":2,"manifests":[]}"#)
        // Reopened, as by the next run.
        #expect(try ContentStore(path: store.path).content(digest) == Array("{}".utf8))
    }

    @Test func `modified content is not returned and is removed`() throws {
        let digest = try keep("{}")
        let path = try folder.write("{ }", to: "cache/blobs/sha256/\(digest.hex)")
        #expect(store.content(digest) == nil)
        #expect(!FileManager.default.fileExists(atPath: path))
        _ = try keep("{}")
        #expect(store.content(digest) == Array("{}".utf8))
    }

    @Test func `only regular files of a sensible size are read`() throws {
        let digest = try keep("x")
        let path = folder.file("cache/blobs/sha256/\(digest.hex)")
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.file("elsewhere"))
        try folder.write("x", to: "elsewhere")
        #expect(store.content(digest) == nil)
        try FileManager.default.removeItem(atPath: path)
        #expect(unsafe mkfifo(path, 0o600) == 0)
        #expect(store.content(digest) == nil)
        let large = [UInt8](repeating: 0, count: ContentStore.contentLimit + 1)
        let other = try ImageDigest.computed(over: large)
        store.keep(large, digest: other)
        #expect(store.content(other) == nil)
    }

    @Test func `a name resolves to its last value, whatever characters it contains`() throws {
        let first = ContentStore.Meaning(digest: try keep("1"), contentType: "a/b")
        let second = ContentStore.Meaning(digest: try keep("2"), contentType: nil)
        let name = "../../etc\n\u{0}/passwd"
        #expect(store.meaning(of: name) == nil)
        store.remember(first, as: name)
        #expect(store.meaning(of: name) == first)
        store.remember(second, as: name)
        #expect(store.meaning(of: name) == second)
        store.remember(ContentStore.Meaning(digest: first.digest, contentType: "a\nb"), as: name)
        #expect(store.meaning(of: name) == second)
        #expect(try folder.files().allSatisfy { $0.hasPrefix("cache/") })
    }

    @Test(arguments: ["", "sha256:abc", "nonsense\n\n", "sha256:\n\n"])
    func `a modified name file is ignored`(text: String) throws {
        store.remember(ContentStore.Meaning(digest: try keep("1"), contentType: nil), as: "x")
        let file = try #require(try folder.files().first { $0.hasPrefix("cache/names/") })
        try folder.write(text, to: file)
        #expect(store.meaning(of: "x") == nil)
    }

    @Test func `pruning keeps the most recently used content`() throws {
        let old = try keep(String(repeating: "a", count: 100))
        let recent = try keep(String(repeating: "b", count: 100))
        let leftover = try folder.write("x", to: "cache/blobs/sha256/.polyarch-1.tmp")
        for (path, age) in [(folder.file("cache/blobs/sha256/\(old.hex)"), 7200.0), (leftover, 7200)] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
        }
        #expect(store.prune(to: 150).files == 2)
        #expect(store.content(recent) != nil)
        #expect(store.content(old) == nil)
        #expect(!FileManager.default.fileExists(atPath: leftover))
        #expect(store.prune(to: 0).files == 1)
        #expect(store.content(recent) == nil)
    }

    @Test func `a folder that others can write to is refused, as is a non-folder`() throws {
        let open = folder.file("open")
        try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: open)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: folder.path)
        try folder.write("", to: "file")
        for path in [open, folder.file("link"), folder.file("file")] {
            let error = try #require(throws: ContentStoreError.self) { try ContentStore(path: path) }
            #expect(error.isUnsafe, "\(path)")
        }
        let impossible = try #require(throws: ContentStoreError.self) {
            try ContentStore(path: folder.file("a/b/c/cache"))
        }
        #expect(!impossible.isUnsafe)
    }

    @Test func `the store is in the user's cache folder`() {
        #expect(ContentStore.defaultPath(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"]) == "/c/polyarch")
        #expect(ContentStore.defaultPath(environment: ["XDG_CACHE_HOME": "c", "HOME": "/h"]) == "/h/.cache/polyarch")
        #expect(ContentStore.defaultPath(environment: [:]) == nil)
    }

    @Test func `concurrent readers and writers never see partial content`() async throws {
        let texts = (0..<20).map { String(repeating: "\($0) ", count: 5000) }
        let digests = try texts.map { try ImageDigest.computed(over: Array($0.utf8)) }
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for round in 0..<40 {
                        let number = (worker * 7 + round) % 20
                        store.keep(Array(texts[number].utf8), digest: digests[number])
                        store.remember(.init(digest: digests[number], contentType: "a/b"), as: "name")
                        #expect(store.content(digests[number]) == Array(texts[number].utf8))
                        #expect(store.meaning(of: "name") != nil)
                    }
                }
            }
        }
        #expect(try folder.files().allSatisfy { !$0.hasSuffix(".tmp") })
    }
}
