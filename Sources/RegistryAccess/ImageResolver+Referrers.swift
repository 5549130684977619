package import AuditModel
package import ImageModel

extension ImageResolver {
    /// The artifacts that refer to images, which must be named by their digests.
    package func referrers(of images: [ImageReference]) async -> [ImageReference: Referrers] {
        let lists = Dictionary(grouping: Set(images), by: \.registry).values.map { WorkList(Array($0)) }
        return await withTaskGroup(of: [(ImageReference, Referrers)].self) { group in
            for list in lists {
                for _ in 0..<min(options.concurrency * Self.imagesPerPlace, list.count) {
                    group.addTask {
                        var answers: [(ImageReference, Referrers)] = []
                        while let image = list.next() { answers.append((image, await self.referrers(of: image))) }
                        return answers
                    }
                }
            }
            return await group.reduce(into: [:]) { result, answers in
                for (image, answer) in answers { result[image] = answer }
            }
        }
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
