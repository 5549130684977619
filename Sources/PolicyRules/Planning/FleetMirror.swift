package import AuditModel
internal import ImageModel
package import MirrorChecking
internal import PolicyModel

/// What a fleet's manifests say about its mirror.
package struct FleetMirror: Sendable {
    /// Each image that is named on the mirror or expected there, with its counterpart.
    package fileprivate(set) var pairs = MirrorPairs()
    /// Images that name no pair although they should.
    package fileprivate(set) var unchecked: [Unchecked] = []
}

extension Plan {
    /// The mirror's side of the plan: mirror names back to upstream, upstream names to their counterpart. Nil where the
    /// policy names no mirror.
    ///
    /// - Parameter list: pairs that are known already; they tell where a name of the mirror comes from as well.
    package func fleetMirror(beside list: MirrorPairs) throws(MirrorPairs.Collision) -> FleetMirror? {
        guard let names = MirrorNames(policy) else { return nil }
        var fleet = FleetMirror()
        for group in groups {
            let reference: ImageReference
            switch group.result {
            case .success(let found): reference = found
            case .failure:
                // What may be no image at all is none of the mirror's business.
                if !group.isPossible {
                    fleet.add(group, ResolutionFailure.Kind.invalidReference.rawValue, "this is no image reference")
                }
                continue
            }
            let source: ImageReference
            let target: ImageReference
            if names.isMirrored(reference) {
                guard let upstream = group.upstream ?? list.upstream(of: reference) else {
                    fleet.add(
                        group, "unknown-upstream",
                        "nothing tells which upstream image this is a copy of: name it in the policy's mirror.map or in "
                            + "a list for --map")
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
