import AuditModel
import Foundation
import ImageModel
import TestSupport

/// A line of Fixtures/registry/DIGESTS.tsv.
struct SeededImage {
    let reference: ImageReference
    let digest: ImageDigest
    let mediaType: String
    /// The platforms that can truly be had.
    let covers: Set<Platform>
    /// As the index lists them.
    let children: [Substring]
    let absent: [ImageDigest]

    /// The images whose digests are known beforehand.
    static func all() throws -> [SeededImage] {
        let path = PackageRoot.file("Fixtures/registry/DIGESTS.tsv")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count == 8, columns[2] != "unpredictable" else { return nil }
            func list(_ column: Int) -> [Substring] {
                columns[column] == "-" ? [] : columns[column].split(separator: ",")
            }
            let digest = try ImageDigest(columns[3])
            let name = try ImageReference("\(columns[0]):\(columns[1])")
            return SeededImage(
                reference: columns[2] == "tag" ? name : name.with(tag: nil, digest: digest), digest: digest,
                mediaType: String(columns[4]), covers: Set(list(5).compactMap { Platform($0) }), children: list(6),
                absent: try list(7).map { try ImageDigest($0) })
        }
    }

    /// What an image covers when its configurations are believed and its index is not.
    static func trueCoverage(_ resolution: Resolution) -> Set<Platform> {
        guard case .index(let index) = resolution else { return Set(resolution.coverage) }
        let read = index.entries.compactMap { entry -> Platform? in
            guard entry.offers != nil, case .read(let manifest) = entry.child else { return nil }
            return manifest.platform
        }
        return Set(read)
    }
}
