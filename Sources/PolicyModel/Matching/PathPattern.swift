internal import SourceText

/// A glob over the paths of files. It may begin at any folder of a path, so that `rendered/azure/**` means the same
/// whatever folder the audit is run from; after a leading `/` it begins at the root.
struct PathPattern: Sendable, Hashable {
    /// A path with the places where its parts begin, so that many patterns are tried without cutting it again.
    struct Path {
        let bytes: [UInt8]
        let starts: [Int]

        init(_ text: String) {
            let bytes = Array(text.utf8)
            self.bytes = bytes
            self.starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { $0 + 1 }
        }
    }

    let glob: GlobPattern
    /// What every path that fits begins with: most paths are refused by comparing a few bytes.
    private let prefix: [UInt8]

    init(_ glob: GlobPattern) {
        self.glob = glob
        self.prefix = Array(glob.pattern.utf8.prefix { !"*?[{\\".utf8.contains($0) })
    }

    func matches(_ path: Path) -> Bool {
        path.starts.contains { start in
            let rest = path.bytes[start...]
            return rest.starts(with: prefix) && glob.matches(String(decoding: rest, as: UTF8.self))
        }
    }
}
