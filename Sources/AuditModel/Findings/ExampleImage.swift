/// An image in the examples of rules: the answer of a registry, without bytes. Digests are derived from the content, so
/// that copies are equal and examples can pin them.
package struct ExampleImage: Sendable, Hashable {
    package enum Shape: Sendable, Hashable {
        case index([Entry])
        case manifest(Entry)
        /// A manifest with a configuration of this media type, such as a Helm chart.
        case artifact(String)
        case failed(ResolutionFailure)
    }

    /// One platform's image.
    package struct Entry: Sendable, Hashable {
        /// As the index claims; `unknown/unknown` is an attestation.
        package let platform: String
        /// The platform in the configuration, if it differs.
        package let configured: String?
        /// Listed in the index, but missing from the repository.
        package let isAbsent: Bool
        /// Images of one build have the same content in every registry.
        package let build: String
        /// Another encoding of the same content has other manifest digests.
        package let encoding: String

        package init(
            platform: String, configured: String? = nil, isAbsent: Bool = false, build: String = "1",
            encoding: String = "oci"
        ) {
            self.platform = platform
            self.configured = configured
            self.isAbsent = isAbsent
            self.build = build
            self.encoding = encoding
        }

        package var digest: String {
            ExampleImage.digest(of: ["manifest", platform, configured ?? platform, build, encoding])
        }
        package var configurationDigest: String {
            ExampleImage.digest(of: ["configuration", configured ?? platform, build])
        }
        package var layerDigest: String { ExampleImage.digest(of: ["layer", configured ?? platform, build]) }
    }

    package var shape: Shape

    package init(_ shape: Shape) { self.shape = shape }

    package static func index(_ platforms: [String], build: String = "1", encoding: String = "oci") -> ExampleImage {
        ExampleImage(.index(platforms.map { Entry(platform: $0, build: build, encoding: encoding) }))
    }

    package static func manifest(_ platform: String, build: String = "1", encoding: String = "oci") -> ExampleImage {
        ExampleImage(.manifest(Entry(platform: platform, build: build, encoding: encoding)))
    }

    package static let notFound = ExampleImage(.failed(ResolutionFailure(.notFound, "manifest unknown")))

    /// The index whose entry for `platform` points to nothing.
    package func without(_ platform: String) -> ExampleImage {
        changed(platform) { entry in
            Entry(platform: entry.platform, isAbsent: true, build: entry.build, encoding: entry.encoding)
        }
    }

    /// The index whose entry for `platform` points to an image for another platform.
    package func claiming(_ platform: String, for configured: String) -> ExampleImage {
        changed(platform) { entry in
            Entry(platform: entry.platform, configured: configured, build: entry.build, encoding: entry.encoding)
        }
    }

    /// Nil for a failure.
    package var digest: String? {
        switch shape {
        case .index(let entries): Self.digest(of: ["index"] + entries.map(\.digest))
        case .manifest(let entry): entry.digest
        case .artifact(let type): Self.digest(of: ["artifact", type])
        case .failed: nil
        }
    }

    package static func digest(of fields: [String]) -> String {
        let words = ["1", "2", "3", "4"].map { word in
            var hash = StableHash()
            for field in [word] + fields { hash.combine(field) }
            return hash.hex
        }
        return "sha256:" + words.joined()
    }

    private func changed(_ platform: String, _ change: (Entry) -> Entry) -> ExampleImage {
        guard case .index(let entries) = shape else { return self }
        return ExampleImage(.index(entries.map { $0.platform == platform ? change($0) : $0 }))
    }
}

extension ExampleImage: CustomStringConvertible {
    package var description: String { description(withDigests: false) }

    /// - Parameter withDigests: adds the first digits of each digest, for examples that pin one.
    package func description(withDigests: Bool) -> String {
        func name(_ digest: String?) -> String { withDigests ? " \(digest?.prefix(15) ?? "")…" : "" }
        return switch shape {
        case .index(let entries):
            "index\(name(digest)) of " + entries.map { "\($0)\(name($0.digest))" }.joined(separator: ", ")
        case .manifest(let entry): "single-platform image\(name(entry.digest)) for \(entry)"
        case .artifact(let type): "artifact of type \(type)"
        case .failed(let failure): "\(failure.kind.rawValue) (\(failure.message))"
        }
    }
}

extension ExampleImage.Entry: CustomStringConvertible {
    package var description: String {
        var notes: [String] = []
        if platform == "unknown/unknown" { return "an attestation" }
        if let configured { notes.append("its configuration says \(configured)") }
        if isAbsent { notes.append("not in the repository") }
        if build != "1" { notes.append("build \(build)") }
        if encoding != "oci" { notes.append("encoded as \(encoding)") }
        return platform + (notes.isEmpty ? "" : " (" + notes.joined(separator: ", ") + ")")
    }
}
