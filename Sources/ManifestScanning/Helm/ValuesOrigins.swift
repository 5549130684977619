package import AuditModel
package import ImageModel

/// Finds the image in Helm values that a rendered image comes from.
package struct ValuesOrigins {
    package enum Origin {
        /// - `isRegistryGlobal`: the registry is the one that `global` sets for all images.
        case found(HelmValuesImage, isRegistryGlobal: Bool)
        /// The values have the repository; the chart's template adds a tag.
        case templateDefault(HelmValuesImage, isRegistryGlobal: Bool)
        case several([HelmValuesImage.Part])
        case none
    }

    private struct PossibleOrigin {
        let image: HelmValuesImage
        let isRegistryGlobal: Bool
        /// The image has its own registry and `global` sets another one, which most charts prefer.
        var isOverridden = false
    }

    /// By registry and repository, in the order of the values.
    private var candidates: [String: [(reference: ImageReference, candidate: PossibleOrigin)]] = [:]

    package let chartCount: Int

    /// - Parameter charts: the merged values of each chart.
    package init(_ charts: [HelmValuesLayers]) {
        chartCount = charts.count
        for values in charts {
            for image in values.images + values.scalars {
                let isOverridden = image.part(.registry) != nil && !values.globalRegistries.isEmpty
                add(image, text: image.text, isRegistryGlobal: false, isOverridden: isOverridden)
                guard let repository = image.part(.repository) else { continue }
                for registry in values.globalRegistries {
                    let name = image.name
                    let version = image.text.hasPrefix(name) ? image.text.dropFirst(name.count) : ""
                    add(image, text: "\(registry)/\(repository.part.text)\(version)", isRegistryGlobal: true)
                }
            }
        }
    }

    private mutating func add(
        _ image: HelmValuesImage, text: String, isRegistryGlobal: Bool, isOverridden: Bool = false
    ) {
        guard let reference = try? ImageReference(text), let place = image.parts.first else { return }
        let known = candidates[reference.name] ?? []
        // A field that is read in two ways counts once.
        if known.contains(where: { $0.candidate.image.parts.first.map { $0.isSamePlace(as: place) } == true }) {
            return
        }
        candidates[reference.name, default: []].append(
            (reference, PossibleOrigin(image: image, isRegistryGlobal: isRegistryGlobal, isOverridden: isOverridden)))
    }

    package func origin(of rendered: ImageReference) -> Origin {
        let named = candidates[rendered.name] ?? []
        let likely = named.filter { !$0.candidate.isOverridden }
        for candidates in [likely, named] {
            let same = candidates.filter { Self.isSame($0.reference, rendered) }.map(\.candidate)
            if same.count > 1 { return .several(same.compactMap { Self.decisive($0.image) }) }
            if let only = same.first { return .found(only.image, isRegistryGlobal: only.isRegistryGlobal) }
            let untagged = candidates.first {
                $0.reference.tag == nil && $0.reference.digest == nil && rendered.tag != nil
            }
            if let found = untagged?.candidate {
                return .templateDefault(found.image, isRegistryGlobal: found.isRegistryGlobal)
            }
        }
        return .none
    }

    /// With a digest, charts may keep the tag or leave it out.
    private static func isSame(_ image: ImageReference, _ rendered: ImageReference) -> Bool {
        if image.digest != rendered.digest { return false }
        if image.effectiveTag == rendered.effectiveTag { return true }
        return rendered.digest != nil && (image.tag == nil || rendered.tag == nil)
    }

    private static func decisive(_ image: HelmValuesImage) -> HelmValuesImage.Part? {
        image.part(.tag) ?? image.parts.first
    }
}

extension HelmValuesImage.Part {
    fileprivate func isSamePlace(as other: HelmValuesImage.Part) -> Bool {
        file == other.file && part.range == other.part.range
    }
}
