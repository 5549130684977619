internal import Digesting
package import ImageModel

/// Manifests and configurations on disk, by digest, in an OCI image layout (image-spec image-layout.md).
///
/// Nothing in it is believed: bytes are hashed whenever they are read, and what does not match is removed. Files come
/// into being under their final name, so that any number of processes may share a store; who is killed leaves at most
/// a temporary file behind. A store that cannot be written to is one that remembers nothing.
package struct ContentStore: Sendable, Hashable {
    /// The folder of the layout.
    package let path: String
    /// Larger content is not kept.
    package static let contentLimit = 4 << 20

    /// Opens the store at `path`, made where there is none.
    package init(path: String) throws(ContentStoreError) {
        self.path = path
        try StoreFolder.prepare(path)
        for folder in ["blobs", "blobs/sha256", "blobs/sha512", "names"] {
            try StoreFolder.prepare("\(path)/\(folder)")
        }
        for (name, text) in [
            ("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#),
            // What is here is not an image but parts of many; a layout's index may be empty.
            ("index.json", #"{"schemaVersion":2,"manifests":[]}"#),
        ] where !StoreFolder.exists("\(path)/\(name)") {
            StoreFolder.write(Array(text.utf8), to: "\(path)/\(name)")
        }
    }

    /// Where the user's store is; nil where the environment names no place.
    package static func defaultPath(environment: [String: String]) -> String? {
        // A relative path is to be ignored (XDG Base Directory Specification).
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/polyarch" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.cache/polyarch"
    }

    /// The bytes that have this digest, if they are here.
    package func content(_ digest: ImageDigest) -> [UInt8]? {
        let file = blob(digest)
        guard let bytes = StoreFolder.read(file, limit: Self.contentLimit) else { return nil }
        guard (try? digest.matches(bytes)) == true else {
            StoreFolder.remove(file)
            return nil
        }
        return bytes
    }

    /// Keeps bytes that were found to have this digest.
    package func keep(_ bytes: [UInt8], digest: ImageDigest) {
        let file = blob(digest)
        guard bytes.count <= Self.contentLimit, !StoreFolder.exists(file) else { return }
        StoreFolder.write(bytes, to: file)
    }

    /// What a name meant when it was asked last.
    package struct Meaning: Sendable, Hashable {
        package let digest: ImageDigest
        /// As the registry declared it; what the bytes do not say themselves depends on it.
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

    /// Removes what was not used for longest, until what is left has at most `limit` bytes, and what was left over by
    /// processes that were killed.
    ///
    /// - Returns: How many files and bytes went.
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

    /// The same, at most once a day.
    package func pruneDaily(to limit: Int) {
        let mark = "\(path)/names/.pruned"
        guard StoreFolder.isOlderThanADay(mark) else { return }
        StoreFolder.remove(mark)
        StoreFolder.write([], to: mark)
        prune(to: limit)
    }

    private func blob(_ digest: ImageDigest) -> String { "\(path)/blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }

    /// Names become file names by their digest: whatever stands in them.
    private func file(of name: String) -> String? {
        (try? ImageDigest.computed(over: Array(name.utf8))).map { "\(path)/names/\($0.hex)" }
    }
}

/// The folder cannot hold a store.
package struct ContentStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    package let reason: String
    /// Somebody else could put things there: this is no bad luck.
    package let isUnsafe: Bool

    package var description: String { "\(path): error: it cannot be the cache: \(reason)" }
}
