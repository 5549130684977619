internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Images whose reference is spread over several fields of a mapping.
enum ComposedImage {
    /// A map with the parts of a reference: `{registry, repository, tag, digest}` in the spellings that charts and
    /// operators use. Nil without a repository: a map that only overrides a tag does not name an image.
    ///
    /// - Parameters:
    ///   - isNamed: whether the key of the map names an image.
    ///   - isBelowImage: whether a key further up does.
    static func map(
        _ fields: ArraySlice<MappingField>, isNamed: Bool, isBelowImage: Bool = false, kind: KindTraits
    ) -> Candidate? {
        var registry = fields.scalar(.registry)
        let hasVersion = isNamed || kind.versionIsTag
        let tag = fields.first {
            $0.traits.contains(.tag) && $0.text != nil && (hasVersion || !$0.key.isText("version"))
        }
        let digest = fields.scalar(.digest) ?? fields.emptyScalar(.digest)
        var base = fields.scalar(.repository)
        if kind.splitsRepository, let folder = base, let image = fields.scalar(.image) {
            registry = folder
            base = image
            return candidate(registry, image, fields.scalar(.tag), digest, isCertain: true)
        }
        if let split = split(fields, registry, tag, digest, isNamed: isNamed) { return split }
        guard isNamed else {
            // `{repository, tag}` under any key: a Git repository has a tag too, but not a path of this form. Below
            // `image`, even an empty tag says what the map is.
            let isComplete = tag != nil || isBelowImage && fields.contains { $0.traits.contains(.tag) }
            guard let base, isComplete || (digest?.text != nil && digest?.key.isText("digest") == true),
                let text = base.text, isName(text),
                ReferenceHeuristics.isDistinctive(text) || (isBelowImage && tag != nil),
                !fields.contains(where: { $0.traits.contains(.path) })
            else { return nil }
            let hasHost = registry != nil || ReferenceHeuristics.hasHost(text)
            return candidate(
                registry, base, tag, digest,
                isCertain: hasHost || isBelowImage || base.traits.contains(.imageRepository))
        }
        if base == nil { base = fields.scalar(.image) }
        if base == nil, let name = fields.scalar(.name), let text = name.text {
            let reference = try? ImageReference(text)
            guard
                tag != nil || digest?.text != nil || registry != nil || ReferenceHeuristics.hasHost(text)
                    || reference?.tag != nil || reference?.digest != nil
            else { return nil }
            base = name
        }
        guard let base else { return nil }
        return candidate(registry, base, tag, digest, isCertain: true)
    }

    /// The last component of the path in a field of its own: `{repository: nvcr.io/nvidia, image: driver, version: …}`,
    /// `{registry: quay.io, repository: strimzi, name: operator, tag: …}`.
    private static func split(
        _ fields: ArraySlice<MappingField>, _ registry: MappingField?, _ tag: MappingField?, _ digest: MappingField?,
        isNamed: Bool
    ) -> Candidate? {
        guard let folder = fields.scalar(.repository), let path = folder.text, isName(path),
            (try? ImageReference(path))?.tag == nil, !path.contains("@"),
            let base = fields.scalar(.image) ?? (isNamed ? fields.scalar(.name) : nil), let last = base.text,
            !last.contains(where: { $0 == "/" || $0 == ":" || $0 == "@" }), isName(last),
            path.split(separator: "/").last.map({ $0 != last }) == true
        else { return nil }
        if base.traits.contains(.image) {
            let tag = fields.scalar(.tag)
            guard ReferenceHeuristics.isDistinctive(path) || tag != nil else { return nil }
            return candidate(folder, base, tag, digest, isCertain: true)
        }
        // A folder of one word does not make an image by itself.
        guard tag != nil || digest?.text != nil || !path.contains("/"),
            let text = joined(registry?.text, joined(path, last, tag?.text, digest?.text), nil, nil),
            (try? ImageReference(text)) != nil
        else { return nil }
        // Each role has one part: with the folder as the registry, the field with the host has none. The folder is the
        // first part, because the name begins with it.
        var parts = parts(folder, base, tag, digest)
        parts.swapAt(0, 1)
        let isComplete = tag != nil || digest?.text != nil
        return Candidate(
            parts: parts, text: text, matcher: .imageMap, confidence: isComplete ? .likely : .possible)
    }

    /// Whether this is the name of an image, or will be once a template is filled in; `git@example.com:a/b.git` is not.
    private static func isName(_ text: String) -> Bool {
        if let host = text.split(separator: "/").first, ImageFieldTable.otherHosts.contains(String(host)) {
            return false
        }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success, .failure(.template): return true
        case .failure: return false
        }
    }

    private static func candidate(
        _ registry: MappingField?, _ base: MappingField, _ tag: MappingField?, _ digest: MappingField?, isCertain: Bool
    ) -> Candidate? {
        guard let text = joined(registry?.text, base.text, tag?.text, digest?.text) else { return nil }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success, .failure(.template): break
        case .failure: if !isCertain { return nil }
        }
        // Without a tag, the chart or operator adds one that is not known here.
        let isComplete = tag != nil || digest?.text != nil || base.text?.contains(":") == true
        return Candidate(
            parts: parts(registry, base, tag, digest), text: text, matcher: .imageMap,
            confidence: isCertain && isComplete ? .likely : .possible)
    }

    // MARK: - Images beside their tag or digest

    /// `image` and `tag`, `coreDNSImage` and `coreDNSTag`, `redis_image` and `redis_image_version`. A `version` is the
    /// tag of an image in few kinds only; elsewhere it is the version of a product.
    static func siblings(_ fields: ArraySlice<MappingField>, kind: KindTraits) -> [Candidate] {
        let named: KeyTraits = [.image, .imageLike, .imageRepository, .mentionsImage]
        return fields.compactMap { field in
            field.traits.isDisjoint(with: named) ? nil : sibling(field, among: fields, kind: kind)
        }
    }

    private static func sibling(
        _ field: MappingField, among fields: ArraySlice<MappingField>, kind: KindTraits
    ) -> Candidate? {
        guard let key = field.key.text, !field.traits.contains(.mentionsImage) || KeyWords(key).beginsWithImage,
            let text = field.text, let reference = try? ImageReference(text), reference.tag == nil,
            reference.digest == nil
        else { return nil }
        let repositoryStem = ImageFieldTable.repositorySuffixes.first(where: key.hasSuffix).map {
            String(key.dropLast($0.count))
        }
        // `defaultImageRepository` is the folder of many images.
        if repositoryStem?.hasPrefix("default") == true { return nil }
        let stem = repositoryStem ?? key
        var tagKeys = ImageFieldTable.tagSuffixes.map { stem + $0 }
        var digestKeys = ImageFieldTable.digestSuffixes.map { stem + $0 }
        if key.hasSuffix("Image"), key != "Image" { tagKeys.append(key.dropLast("Image".count) + "Tag") }
        let hasSiblings = field.traits.contains(.hasSiblings)
        if hasSiblings {
            tagKeys += siblingTags
            if kind.versionIsTag { tagKeys.append("version") }
            digestKeys += siblingDigests
        }
        let tag = tagKeys.lazy.compactMap { fields.scalar(key: $0) }.first
        var digest = digestKeys.lazy.compactMap { fields.scalar(key: $0) }.first
        if tag == nil, digest == nil { return nil }
        if digest == nil { digest = digestKeys.lazy.compactMap { fields.emptyScalar(key: $0) }.first }
        var registry: MappingField?
        if !ReferenceHeuristics.hasHost(text) {
            registry =
                hasSiblings ? fields.scalar(.registry) : repositoryStem.flatMap { fields.scalar(key: $0 + "Registry") }
        }
        guard let joined = joined(registry?.text, text, tag?.text, digest?.text) else { return nil }
        if case .failure(.invalid) = Result(catching: { () throws(ReferenceError) in try ImageReference(joined) }) {
            return nil
        }
        return Candidate(
            parts: parts(registry, field, tag, digest), text: joined, matcher: .imageSiblings,
            confidence: kind.lacksRegistry && registry == nil ? .possible : .likely)
    }

    private static let siblingTags = siblingNames { !$0.contains(.digest) }
    private static let siblingDigests = siblingNames { $0.contains(.digest) }

    private static func siblingNames(_ isMeant: (KeyTraits) -> Bool) -> [String] {
        ImageFieldTable.fields.filter { $0.traits.contains(.sibling) && isMeant($0.traits) }.flatMap(\.names)
    }

    // MARK: - Kustomizations

    /// An element of the `images` of a kustomization: the replacement of an image, or its pin. A name alone only
    /// selects images.
    static func kustomization(_ fields: ArraySlice<MappingField>) -> Candidate? {
        let newName = fields.scalar(.newName)
        let tag = fields.first { $0.key.isText("newTag") && $0.text != nil }
        let digest = fields.scalar(key: "digest") ?? fields.emptyScalar(key: "digest")
        guard let base = newName ?? fields.scalar(.name), newName != nil || tag != nil || digest?.text != nil,
            let text = joined(nil, base.text, tag?.text, digest?.text)
        else { return nil }
        var candidate = Candidate(
            parts: parts(nil, base, tag, digest), text: text, matcher: .kustomization,
            confidence: tag != nil || digest?.text != nil ? .likely : .possible)
        if digest == nil { candidate.digestKey = "digest" }
        return candidate
    }

    // MARK: - Joining

    private static func parts(
        _ registry: MappingField?, _ base: MappingField, _ tag: MappingField?, _ digest: MappingField?
    ) -> [Candidate.Part] {
        let fields: [(Occurrence.Role, MappingField?)] = [
            (.repository, base), (.registry, registry), (.tag, tag), (.digest, digest),
        ]
        return fields.compactMap { role, field in
            field.map { Candidate.Part(role: role, node: $0.value, relativePath: [.key($0.key)]) }
        }
    }

    /// The reference that the parts make; a tag may include its digest, a digest may lack its algorithm.
    static func joined(_ registry: String?, _ base: String?, _ tag: String?, _ digest: String?) -> String? {
        guard let base else { return nil }
        var text = base
        if let registry {
            var host = registry[...]
            while host.hasSuffix("/") { host = host.dropLast() }
            text = host + "/" + base
        }
        if let tag { text += (isDigest(tag) ? "@" : ":") + tag }
        if var digest, tag.map({ !$0.contains("@") && !isDigest($0) }) ?? true {
            if digest.hasPrefix("@") { digest.removeFirst() }
            let isBare = digest.utf8.count == 64 && digest.utf8.allSatisfy(\.isLowercaseHexadecimal)
            text += "@" + (isBare ? "sha256:" : "") + digest
        }
        return text
    }

    private static func isDigest(_ text: String) -> Bool { text.hasPrefix("sha256:") || text.hasPrefix("sha512:") }
}

extension Candidate {
    /// The same image in another registry, if the candidate has a field for its registry.
    func inRegistry(_ registry: String?) -> Candidate {
        // In `{repository: strimzi, name: operator}` the first part is a folder of the registry.
        guard var host = registry, parts[0].role != .registry,
            let own = parts.first(where: { $0.role == .registry })?.node.text,
            let slash = text.dropFirst(own.split(separator: "/").joined(separator: "/").count).firstIndex(of: "/")
        else { return self }
        while host.last == "/" { host.removeLast() }
        if host.isEmpty { return self }
        var candidate = self
        candidate.text = host + text[slash...]
        return candidate
    }
}
