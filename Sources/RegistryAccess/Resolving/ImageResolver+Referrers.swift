package import AuditModel
package import ImageModel

extension ImageResolver {
    /// The artifacts that refer to images, which must be named by their digests.
    package func referrers(of images: [ImageReference]) async -> [ImageReference: Referrers] {
        await each(images) { image in await self.referrers(of: image) }
    }

    private func referrers(of image: ImageReference) async -> Referrers {
        guard let digest = image.digest else {
            return .failed(ResolutionFailure(.invalidReference, "\(image) has no digest to refer to"))
        }
        do {
            let listed = try await client(for: image).referrers(of: digest)
            return listed.map { .listed($0) } ?? .unsupported
        } catch {
            return .failed(error)
        }
    }
}
