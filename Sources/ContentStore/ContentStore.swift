internal import Digesting
package import ImageModel

/// Manifests and configurations on disk, by digest, in an OCI image layout (image-spec image-layout.md).
///
/// Nothing in it is trusted: bytes are hashed whenever they are read, and mismatches are removed. Files are written
/// atomically, so any number of processes may share a store; a killed process leaves at most a temporary file. A store
/// that cannot be written to remembers nothing.
package struct ContentStore: Sendable, Hashable {
    /// The folder of the layout.
    package let path: String
    /// Larger content is not kept.
    package static let contentLimit = 4 << 20

    /// Opens the store at `path`, creating it if needed.
    package init(path: String) throws(ContentStoreError) {
        self.path = path
        try StoreFolder.prepare(path)
        for folder in ["blobs", "blobs/sha256", "blobs/sha512", "names"] {
            try StoreFolder.prepare("\(path)/\(folder)")
        }
        for (name, text) in [
            ("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#),
            // The store holds parts of many images; an empty index is valid.
            ("index.json", #"{"schemaVersion":2,"manifests":[]}"#),
        ] where !StoreFolder.exists("\(path)/\(name)") {
            StoreFolder.write(Array(text.utf8), to: "\(path)/\(name)")
        }
    }

    /// The path of the user's store; nil if the environment does not tell.
    package static func defaultPath(environment: [String: String]) -> String? {
        // Relative paths must be ignored (XDG Base Directory Specification).
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/polyarch" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.cache/polyarch"
    }

    /// The bytes with this digest, if they are stored.
    package func content(_ digest: ImageDigest) -> [UInt8]? {
        let file = blob(digest)
        guard let bytes = StoreFolder.read(file, limit: Self.contentLimit) else { return nil }
        guard (try? digest.matches(bytes)) == true else {
            StoreFolder.remove(file)
            return nil
        }
        return bytes
    }

    /// Stores bytes whose digest has been verified.
    package func keep(_ bytes: [UInt8], digest: ImageDigest) {
        let file = blob(digest)
        guard bytes.count <= Self.contentLimit, !StoreFolder.exists(file) else { return }
        StoreFolder.write(bytes, to: file)
    }

    /// What a name resolved to last.
    package struct Meaning: Sendable, Hashable {
        package let digest: ImageDigest
        /// As declared by the registry; bytes without a media type are read according to it.
        package let contentType: String?

        package init(digest: ImageDigest, contentType: String?) {
            self.digest = digest
            self.contentType = contentType
        }
    }

    package func meaning(of name: String) -> Meaning? {
        guard let file = file(of: name), let bytes = StoreFolder.read(file, limit: 1 << 10) else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 3, let digest = try? ImageDigest(parsing: lines[0]) else { return nil }
        return Meaning(digest: digest, contentType: lines[1].isEmpty ? nil : String(decoding: lines[1], as: UTF8.self))
    }

    package func remember(_ meaning: Meaning, as name: String) {
        let type = meaning.contentType ?? ""
        guard let file = file(of: name), self.meaning(of: name) != meaning, !type.utf8.contains(0x0A) else { return }
        StoreFolder.write(Array("\(meaning.digest)\n\(type)\n".utf8), to: file)
    }

    /// Removes the least recently used files until at most `limit` bytes are left, and files left by killed processes.
    ///
    /// - Returns: the numbers of files and bytes removed.
    @discardableResult
    package func prune(to limit: Int) -> (files: Int, bytes: Int) {
        var files = ["blobs/sha256", "blobs/sha512", "names"].flatMap { StoreFolder.files(in: "\(path)/\($0)") }
        files.sort { $0.used > $1.used }
        var kept = 0
        var gone = (files: 0, bytes: 0)
        for file in files {
            kept += file.size
            guard kept > limit || file.isLeftover else { continue }
            StoreFolder.remove(file.path)
            gone.files += 1
            gone.bytes += file.size
        }
        return gone
    }

    /// Prunes at most once a day.
    package func pruneDaily(to limit: Int) {
        let mark = "\(path)/names/.pruned"
        guard StoreFolder.isOlderThanADay(mark) else { return }
        StoreFolder.remove(mark)
        StoreFolder.write([], to: mark)
        prune(to: limit)
    }

    private func blob(_ digest: ImageDigest) -> String { "\(path)/blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }

    /// Names may hold any characters, so their digests are the file names.
    private func file(of name: String) -> String? {
        (try? ImageDigest.computed(over: Array(name.utf8))).map { "\(path)/names/\($0.hex)" }
    }
}

/// Why the folder cannot hold a store.
package struct ContentStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    package let reason: String
    /// Other users could plant files there.
    package let isUnsafe: Bool

    package var description: String { "\(path): error: unusable cache directory: \(reason)" }
}
