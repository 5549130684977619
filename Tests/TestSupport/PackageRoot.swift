import Foundation

/// Where the sources of this package are, for tests that read fixtures or run what was built.
package enum PackageRoot {
    package static let path: String = {
        let file = URL(fileURLWithPath: #filePath)
        return file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    }()

    /// An absolute path from one below the root.
    package static func file(_ relative: String) -> String { path + "/" + relative }
}
