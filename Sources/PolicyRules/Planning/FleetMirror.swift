package import AuditModel
internal import ImageModel
package import MirrorChecking
internal import PolicyModel

/// The mirror pairs that a fleet's manifests imply.
package struct FleetMirror: Sendable {
    /// Each image that is named on the mirror or expected there, with its counterpart.
    package fileprivate(set) var pairs = MirrorPairs()
    /// Images that should imply a pair and do not.
    package fileprivate(set) var unchecked: [Unchecked] = []
}

extension Plan {
    /// The mirror pairs of the plan's images: mirror names with their upstream, upstream names with their counterpart.
    /// Nil if the policy names no mirror.
    ///
    /// - Parameter list: pairs that are already known; they also tell what a mirror name is a copy of.
    package func fleetMirror(beside list: MirrorPairs) throws(MirrorPairs.Collision) -> FleetMirror? {
        guard let names = MirrorNames(policy) else { return nil }
        var fleet = FleetMirror()
        for group in groups {
            let reference: ImageReference
            switch group.result {
            case .success(let found): reference = found
            case .failure:
                // What may not be an image at all implies no pair.
                if !group.isPossible {
                    fleet.add(group, ResolutionFailure.Kind.invalidReference.rawValue, "invalid image reference")
                }
                continue
            }
            let source: ImageReference
            let target: ImageReference
            if names.isMirrored(reference) {
                guard let upstream = group.upstream ?? list.upstream(of: reference) else {
                    fleet.add(
                        group, "unknown-upstream",
                        "unknown upstream image: name it in the policy's mirror.map, or in a file for --map")
                    continue
                }
                (source, target) = (upstream, reference)
            } else if let counterpart = group.counterpart {
                (source, target) = (reference, counterpart)
            } else {
                continue
            }
            try fleet.pairs.insert(
                MirrorPair(
                    source: source, target: target, basis: target == reference ? .mirrored : .upstream,
                    required: group.required, places: group.uses.compactMap(\.sourcePlace)))
        }
        return fleet
    }
}

extension FleetMirror {
    fileprivate mutating func add(_ group: ImageGroup, _ kind: String, _ message: String) {
        unchecked.append(
            Unchecked(
                item: .image(group.image), kind: kind, message: message,
                locations: group.uses.map { $0.location(of: "unchecked") }))
    }
}

extension ImageUse {
    fileprivate var sourcePlace: SourcePlace? {
        occurrence.map { SourcePlace(file: $0.file, position: $0.position) }
    }
}
