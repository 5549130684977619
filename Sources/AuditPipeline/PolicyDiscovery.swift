internal import FileSystem
internal import SourceText

/// The policy file that is found when none is named: the nearest one in the working folder or above it, up to the root
/// of the repository. Outside of a repository only the working folder is searched: a file above may belong to another user.
package struct PolicyDiscovery: Sendable, Hashable {
    package static let fileName = ".polyarch.yaml"
    private static let similarNames = [".polyarch.yml", "polyarch.yaml", "polyarch.yml"]

    /// Relative to the folder; nil if there is none.
    package let path: String?
    /// A file that is called nearly like a policy file, where there is none.
    package let misnamed: String?
    /// Whether `misnamed` differs by its extension only; without its dot a file may belong to something else.
    package var isSurelyMeant: Bool { misnamed?.hasSuffix(".polyarch.yml") == true }

    /// - Parameters:
    ///   - folder: an absolute path.
    ///   - exists: whether there is a file or folder at an absolute path.
    package init(from folder: String, exists: (String) -> Bool = FileContents.exists) {
        let parts = folder.split(separator: "/")
        let folders = (0...parts.count).map { "/" + parts.dropLast($0).joined(separator: "/") }
        let root = folders.firstIndex { exists($0 + "/.git") } ?? 0
        func nearest(_ names: [String]) -> String? {
            for (level, folder) in folders[...root].enumerated() {
                guard let name = names.first(where: { exists(folder + "/" + $0) }) else { continue }
                return String(repeating: "../", count: level) + name
            }
            return nil
        }
        path = nearest([Self.fileName])
        misnamed = path == nil ? nearest(Self.similarNames) : nil
    }
}
