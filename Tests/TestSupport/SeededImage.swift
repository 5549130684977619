import Foundation

/// What `Fixtures/registry/DIGESTS.tsv` says of the images in the development registries.
package enum SeededImage {
    /// The rows about `name:tag`, by column: the tag's own first, then earlier builds.
    package static func named(_ reference: String) throws -> [[String: String]] {
        let text = try String(contentsOfFile: PackageRoot.file("Fixtures/registry/DIGESTS.tsv"), encoding: .utf8)
        let lines = text.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        guard let header = lines.first else { return [] }
        let rows = lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
        return rows.filter { "\($0["name"] ?? ""):\($0["tag"] ?? "")" == reference }
            .sorted { ($0["state"] == "tag" ? 0 : 1) < ($1["state"] == "tag" ? 0 : 1) }
    }
}
