package import AuditModel
package import ImageModel

/// The pairs of a run, each once however many files name it.
package struct MirrorPairs: Sendable {
    /// Two upstream images that would overwrite each other in the mirror.
    package struct Collision: Error, Sendable, Hashable, CustomStringConvertible {
        package let target: String
        package let first: MirrorPair
        package let second: MirrorPair

        package var description: String {
            let place = second.places.first ?? first.places.first
            let (one, other) = (Self.named(first), Self.named(second))
            return "\(place.map { "\($0): " } ?? "")error: \(one) and \(other) would both be \(target) in the mirror"
        }

        private static func named(_ pair: MirrorPair) -> String {
            pair.source.description + (pair.places.first.map { " (\($0))" } ?? "")
        }
    }

    private struct Key: Hashable {
        let source: ImageReference
        let target: ImageReference
    }

    private var pairs: [Key: MirrorPair] = [:]
    private var owners: [String: MirrorPair] = [:]

    package init() {}

    package var isEmpty: Bool { pairs.isEmpty }

    /// Sorted by target, then source.
    package var sorted: [MirrorPair] {
        pairs.values.sorted { ($0.target, $0.source) < ($1.target, $1.source) }
    }

    /// The upstream image of a mirror's image, if the pairs are unambiguous. Tag and digest are kept.
    package func upstream(of mirrored: ImageReference) -> ImageReference? {
        let sources = Set(pairs.values.filter { $0.target.name == mirrored.name }.map(\.source.name))
        guard sources.count == 1, let source = pairs.values.first(where: { $0.target.name == mirrored.name })?.source
        else { return nil }
        return source.with(tag: mirrored.tag, digest: mirrored.digest)
    }

    /// Adds a pair. A duplicate adds its places and required platforms to the existing one.
    package mutating func insert(_ pair: MirrorPair) throws(Collision) {
        // A name derived by a naming rule belongs to one upstream repository; in a written list, the tags of one
        // repository may come from several.
        let name = pair.basis == .given ? pair.target.tagged.description : pair.target.name
        if let owner = owners[name], !owner.isCopy(ofSameSourceAs: pair) {
            throw Collision(target: name, first: owner, second: pair)
        }
        owners[name] = owners[name] ?? pair
        let key = Key(source: pair.source, target: pair.target)
        guard var known = pairs[key] else {
            pairs[key] = pair
            return
        }
        known.required = Set(known.required + pair.required).sorted()
        known.places += pair.places.filter { !known.places.contains($0) }
        pairs[key] = known
    }
}

extension MirrorPair {
    fileprivate func isCopy(ofSameSourceAs other: MirrorPair) -> Bool {
        guard source.name == other.source.name else { return false }
        return basis != .given || other.basis != .given || source.tagged == other.source.tagged
    }
}

extension ImageReference {
    /// Where a copy is written: the tag, if there is one.
    var tagged: ImageReference { tag == nil ? self : with(tag: tag, digest: nil) }
}

/// Two names that should resolve to the same image, and why they are compared.
package struct MirrorPair: Sendable, Hashable {
    /// Where the pair comes from: it decides how a tag beside a digest is used.
    package enum Basis: Sendable, Hashable {
        /// Both names were given.
        case given
        /// A manifest names the mirror's image.
        case mirrored
        /// A manifest names upstream's image.
        case upstream
    }

    package let source: ImageReference
    package let target: ImageReference
    package let basis: Basis
    /// The platforms whose absence from the mirror is an error.
    package var required: [Platform]
    package var places: [SourcePlace]

    package init(
        source: ImageReference, target: ImageReference, basis: Basis = .given, required: [Platform] = [],
        places: [SourcePlace] = []
    ) {
        self.source = source
        self.target = target
        self.basis = basis
        self.required = required
        self.places = places
    }

    /// The state of the comparison.
    package func progress(known: Resolutions) -> MirrorProgress {
        switch basis {
        case .given: MirrorCheck(source: source, target: target, required: required).progress(known: known)
        case .mirrored:
            MirrorCheck.progress(ofMirrored: target, upstream: source, required: required, known: known)
        case .upstream:
            MirrorCheck.progress(ofUpstream: source, counterpart: target, required: required, known: known)
        }
    }
}
