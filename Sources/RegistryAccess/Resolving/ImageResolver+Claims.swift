internal import AuditModel
package import ImageModel

extension ImageResolver {
    /// The digests that registries say images have (HEAD): no bytes are read, so this only tells which are worth reading.
    /// An image without an answer, or without a clear one, is left out.
    package func claimedDigests(of images: [ImageReference]) async -> [ImageReference: ImageDigest] {
        await each(images) { image in
            try? await self.client(for: image).claimedDigest(of: ManifestIdentifier(image))
        }.compactMapValues(\.self)
    }

    /// The same for tags that are expected to have a digest; what has another one is read at once.
    package func claimedDigests(of expected: [ImageReference: ImageDigest]) async -> [ImageReference: ImageDigest] {
        await each(Array(expected.keys)) { image in
            guard let digest = expected[image] else { return nil }
            return try? await self.client(for: image).claimedDigest(of: ManifestIdentifier(image), expecting: digest)
        }.compactMapValues(\.self)
    }
}
