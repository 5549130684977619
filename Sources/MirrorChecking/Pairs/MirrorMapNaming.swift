package import ImageModel
package import PolicyModel

/// What the two words of a pair mean.
package struct MirrorMapNaming: Sendable {
    /// Why a word names no image.
    package struct Mistake: Error, Sendable, Hashable {
        package let message: String
    }

    private static let transport = "docker://"

    /// Where targets lie that name no registry.
    let mirror: RepositoryPrefix?

    package init(mirror: RepositoryPrefix?) {
        self.mirror = mirror
    }

    package func source(_ text: String) throws(Mistake) -> ImageReference { try Self.reference(Self.bare(text), text) }

    /// A target without a tag has its source's; one without a registry lies in the mirror, if the policy names one.
    package func target(_ text: String, of source: ImageReference) throws(Mistake) -> ImageReference {
        let name = Self.bare(text)
        var spelled = name
        if let mirror, !text.hasPrefix(Self.transport), !Self.namesRegistry(name) { spelled = "\(mirror)/\(name)" }
        let target = try Self.reference(spelled, text)
        return target.tag == nil && target.digest == nil
            ? target.with(tag: source.tag, digest: source.tag == nil ? source.digest : nil) : target
    }

    private static func reference(_ name: String, _ text: String) throws(Mistake) -> ImageReference {
        do throws(ReferenceError) {
            return try ImageReference(name)
        } catch {
            switch error {
            case .empty: throw Mistake(message: "an image is missing here")
            case .template: throw Mistake(message: "`\(text)` has a template in it that was not filled in")
            case .invalid(let reason): throw Mistake(message: "`\(text)` is no image reference: \(reason)")
            case .unsupportedAlgorithm(let algorithm):
                throw Mistake(
                    message: "`\(text)` has a digest of the algorithm \(algorithm), which is not computed here")
            }
        }
    }

    /// `docker://` is how skopeo writes images of registries.
    private static func bare(_ text: String) -> String {
        text.hasPrefix(transport) ? String(text.dropFirst(transport.count)) : text
    }

    private static func namesRegistry(_ name: String) -> Bool {
        guard let slash = name.firstIndex(of: "/") else { return false }
        let host = name[..<slash]
        return host.contains(".") || host.contains(":") || host == "localhost"
    }
}
