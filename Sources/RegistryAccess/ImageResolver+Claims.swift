internal import AuditModel
package import ImageModel

extension ImageResolver {
    /// The digests that registries say tags have (HEAD): no bytes are read, so this only tells which are worth reading.
    /// A tag without an answer, or without a clear one, is left out.
    package func claimedDigests(of images: [ImageReference]) async -> [ImageReference: ImageDigest] {
        await each(images) { image in await self.claimedDigest(of: image) }.compactMapValues(\.self)
    }

    private func claimedDigest(of image: ImageReference) async -> ImageDigest? {
        try? await client(for: image).claimedDigest(of: ManifestIdentifier(image))
    }
}
