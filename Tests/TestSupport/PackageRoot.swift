import Foundation

/// The root of this package, for tests that read fixtures or run the built tool.
package enum PackageRoot {
    package static let path: String = {
        let file = URL(fileURLWithPath: #filePath)
        return file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    }()

    /// The absolute path of `relative`.
    package static func file(_ relative: String) -> String { path + "/" + relative }
}
