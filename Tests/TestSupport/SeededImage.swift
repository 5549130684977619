package import AuditModel
import Foundation
package import ImageModel

/// A row of `Fixtures/registry/DIGESTS.tsv`: an image that `scripts/registry seed` builds, whose digest is known
/// beforehand.
package struct SeededImage: Sendable {
    package struct NotSeeded: Error, CustomStringConvertible {
        package let description: String
    }

    /// With its tag, such as `docker.io/grafana/loki:3.5.7`.
    package let name: String
    /// Whether the tag names this build; earlier builds are found by digest only.
    package let isTagged: Bool
    package let reference: ImageReference
    package let digest: ImageDigest
    package let mediaType: String
    /// The platforms that can really be pulled.
    package let covers: Set<Platform>
    /// As the index lists them.
    package let children: [(platform: String, digest: String)]
    package let absent: [ImageDigest]

    package static func all() throws -> [SeededImage] {
        let path = PackageRoot.file("Fixtures/registry/DIGESTS.tsv")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count == 8, columns[2] != "unpredictable" else { return nil }
            func list(_ column: Int) -> [Substring] {
                columns[column] == "-" ? [] : columns[column].split(separator: ",")
            }
            let name = columns[0] + ":" + columns[1]
            let digest = try ImageDigest(columns[3])
            let isTagged = columns[2] == "tag"
            let reference = try ImageReference(name)
            return SeededImage(
                name: name, isTagged: isTagged,
                reference: isTagged ? reference : reference.with(tag: nil, digest: digest), digest: digest,
                mediaType: columns[4], covers: Set(list(5).compactMap { Platform($0) }),
                children: list(6).map { child in
                    let parts = child.split(separator: "=").map(String.init)
                    return (parts[0], parts[1])
                },
                absent: try list(7).map { try ImageDigest($0) })
        }
    }

    /// The image that `name:tag` names, or with `isTagged: false` an earlier build of it.
    package static func named(_ reference: String, isTagged: Bool = true) throws -> SeededImage {
        guard let image = try all().first(where: { $0.name == reference && $0.isTagged == isTagged })
        else { throw NotSeeded(description: "no such image in Fixtures/registry/DIGESTS.tsv: \(reference)") }
        return image
    }

    /// The digest of `named`, as text.
    package static func digest(_ reference: String, isTagged: Bool = true) throws -> String {
        try named(reference, isTagged: isTagged).digest.description
    }
}

extension Resolution {
    /// The platforms by the configurations that were read, whatever the index claims.
    package var trueCoverage: Set<Platform> {
        guard case .index(let index) = self else { return Set(coverage) }
        let read = index.entries.compactMap { entry -> Platform? in
            guard entry.offers != nil, case .read(let manifest) = entry.child else { return nil }
            return manifest.platform
        }
        return Set(read)
    }
}
