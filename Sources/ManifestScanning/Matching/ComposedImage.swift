internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

/// Images whose reference is spread over several fields.
enum ComposedImage {
    /// A map with the parts of a reference: `{registry, repository, tag, digest}` in the spellings that charts and
    /// operators use. Nil where the repository is missing: what only overrides a tag names no image.
    ///
    /// - Parameters:
    ///   - isNamed: whether the key of the map says that it is an image.
    ///   - isBelowImage: whether a key further up does.
    static func map(
        _ fields: ArraySlice<MappingField>, isNamed: Bool, isBelowImage: Bool = false, kind: KindTraits
    ) -> Candidate? {
        var registry = fields.scalar(.registry)
        let hasVersion = isNamed || kind.tagKeys.contains("version")
        let tag = fields.first {
            $0.traits.contains(.tag) && $0.text != nil && (hasVersion || !$0.key.isText("version"))
        }
        let digest = fields.scalar(.digest) ?? fields.emptyScalar(.digest)
        var base = fields.scalar(.repository)
        if kind.splitsRepository, let folder = base, let image = fields.scalar(.image) {
            registry = folder
            base = image
            return candidate(registry, image, fields.scalar(.tag), digest, isSure: true)
        }
        if let split = split(fields, registry, tag, digest, isNamed: isNamed) { return split }
        guard isNamed else {
            // `{repository, tag}` under any key: a repository of Git has a tag too, but no path of this form.
            // Below `image`, a tag that is left empty still says what the map is.
            let isMeant = tag != nil || isBelowImage && fields.contains { $0.traits.contains(.tag) }
            guard let base, isMeant || (digest?.text != nil && digest?.key.isText("digest") == true),
                let text = base.text, isName(text),
                StrongReference.isTelling(text) || (isBelowImage && tag != nil),
                !fields.contains(where: { $0.traits.contains(.path) })
            else { return nil }
            let hasHost = registry != nil || StrongReference.hasHost(text)
            return candidate(
                registry, base, tag, digest, isSure: hasHost || isBelowImage || base.traits.contains(.imageRepository))
        }
        if base == nil { base = fields.scalar(.image) }
        if base == nil, let name = fields.scalar(.name), let text = name.text {
            let reference = try? ImageReference(text)
            guard
                tag != nil || digest?.text != nil || registry != nil || StrongReference.hasHost(text)
                    || reference?.tag != nil || reference?.digest != nil
            else { return nil }
            base = name
        }
        guard let base else { return nil }
        return candidate(registry, base, tag, digest, isSure: true)
    }

    /// The last step of the path in a field of its own: `{repository: nvcr.io/nvidia, image: driver, version: …}`,
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
            guard StrongReference.isTelling(path) || tag != nil else { return nil }
            return candidate(folder, base, tag, digest, isSure: true)
        }
        // A folder of one word is no image by itself.
        guard tag != nil || digest?.text != nil || !path.contains("/"),
            let text = joined(registry?.text, joined(path, last, tag?.text, digest?.text), nil, nil),
            (try? ImageReference(text)) != nil
        else { return nil }
        // Each role has one part: where the folder stands for the registry, the host's field is left as it is.
        var parts = [part(.registry, folder), part(.repository, base)]
        if let tag { parts.append(part(.tag, tag)) }
        if let digest { parts.append(part(.digest, digest)) }
        let isComplete = tag != nil || digest?.text != nil
        return Candidate(parts: parts, text: text, matcher: .imageMap, confidence: isComplete ? .likely : .possible)
    }

    /// Whether this can be the name of an image, or becomes one; `git@example.com:a/b.git` cannot.
    private static func isName(_ text: String) -> Bool {
        if let host = text.split(separator: "/").first, ImageFieldTable.foreignHosts.contains(String(host)) {
            return false
        }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success, .failure(.template): return true
        case .failure: return false
        }
    }

    private static func candidate(
        _ registry: MappingField?, _ base: MappingField, _ tag: MappingField?, _ digest: MappingField?, isSure: Bool
    ) -> Candidate? {
        guard let text = joined(registry?.text, base.text, tag?.text, digest?.text) else { return nil }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success, .failure(.template): break
        case .failure: if !isSure { return nil }
        }
        var parts = [part(.repository, base)]
        if let registry { parts.append(part(.registry, registry)) }
        if let tag { parts.append(part(.tag, tag)) }
        if let digest { parts.append(part(.digest, digest)) }
        // Without a tag, the chart or operator adds one that nobody can see from here.
        let isComplete = tag != nil || digest?.text != nil || base.text?.contains(":") == true
        return Candidate(
            parts: parts, text: text, matcher: .imageMap, confidence: isSure && isComplete ? .likely : .possible)
    }

    /// Images beside their tag or digest: `image` and `tag`, `coreDNSImage` and `coreDNSTag`, `redis_image` and
    /// `redis_image_version`. A `version` belongs to an image in few kinds only; elsewhere it is the product's.
    static func siblings(_ fields: ArraySlice<MappingField>, kind: KindTraits) -> [Candidate] {
        var candidates: [Candidate] = []
        let named: KeyTraits = [.image, .imageLike, .imageRepository, .mentionsImage]
        for field in fields where !field.traits.isDisjoint(with: named) {
            guard let key = field.key.text,
                !field.traits.contains(.mentionsImage) || KeyWords(key).beginsWithImage, let text = field.text,
                let reference = try? ImageReference(text), reference.tag == nil, reference.digest == nil
            else { continue }
            let isBare = ["image", "baseImage", "imageName", "dockerImage"].contains(key)
            let stem = key.hasSuffix("Image") ? String(key.dropLast("Image".count)) : nil
            var tagKeys = [key + "Tag", key + "_tag", key + "_version", key + "Version"]
            var digestKeys = [key + "Digest", key + "_digest", key + "SHA"]
            if let stem, !stem.isEmpty { tagKeys.append(stem + "Tag") }
            if let stem = repositoryStem(key) {
                // `defaultImageRepository` is where many images lie.
                if stem.hasPrefix("default") { continue }
                tagKeys = [stem + "Tag", stem + "_tag", stem + "Version"]
                digestKeys = [stem + "Digest", stem + "_digest"]
            }
            if isBare {
                tagKeys += ["tag", "imageTag", "image_tag", "defaultImageVersion"] + kind.tagKeys.sorted()
                digestKeys += ["digest", "imageDigest", "sha"]
            }
            let tag = tagKeys.lazy.compactMap { fields.scalar(key: $0) }.first
            var digest = digestKeys.lazy.compactMap { fields.scalar(key: $0) }.first
            if tag == nil, digest == nil { continue }
            if digest == nil { digest = digestKeys.lazy.compactMap { fields.emptyScalar(key: $0) }.first }
            let registry =
                StrongReference.hasHost(text)
                ? nil
                : isBare
                    ? fields.scalar(.registry) : repositoryStem(key).flatMap { fields.scalar(key: $0 + "Registry") }
            guard let joined = joined(registry?.text, text, tag?.text, digest?.text) else { continue }
            if case .failure(.invalid) = Result(catching: { () throws(ReferenceError) in try ImageReference(joined) }) {
                continue
            }
            var parts = [part(.repository, field)]
            if let registry { parts.append(part(.registry, registry)) }
            if let tag { parts.append(part(.tag, tag)) }
            if let digest { parts.append(part(.digest, digest)) }
            candidates.append(
                Candidate(
                    parts: parts, text: joined, matcher: .imageSiblings,
                    confidence: kind.lacksRegistry && registry == nil ? .possible : .likely))
        }
        return candidates
    }

    /// `flinkImage` of `flinkImageRepository`.
    private static func repositoryStem(_ key: String) -> String? {
        for suffix in ["Repository", "_repository"] where key.hasSuffix(suffix) {
            return String(key.dropLast(suffix.count))
        }
        return nil
    }

    /// An element of the `images` of a kustomization: what replaces an image, or what it is pinned to. A name alone
    /// only says which images are meant.
    static func kustomization(_ fields: ArraySlice<MappingField>) -> Candidate? {
        let newName = fields.scalar(.newName)
        let tag = fields.first { $0.key.isText("newTag") && $0.text != nil }
        let digest = fields.scalar(key: "digest") ?? fields.emptyScalar(key: "digest")
        guard let base = newName ?? fields.scalar(.name), newName != nil || tag != nil || digest?.text != nil,
            let text = joined(nil, base.text, tag?.text, digest?.text)
        else { return nil }
        var parts = [part(.repository, base)]
        if let tag { parts.append(part(.tag, tag)) }
        if let digest { parts.append(part(.digest, digest)) }
        var candidate = Candidate(
            parts: parts, text: text, matcher: .kustomization,
            confidence: tag != nil || digest?.text != nil ? .likely : .possible)
        if digest == nil { candidate.digestKey = "digest" }
        return candidate
    }

    private static func part(_ role: Occurrence.Role, _ field: MappingField) -> Candidate.Part {
        Candidate.Part(role: role, node: field.value, way: [.key(field.key)])
    }

    /// The reference that the parts say together; a tag may bring its digest along, a digest may lack its algorithm.
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
            let isBare = digest.utf8.count == 64 && digest.utf8.allSatisfy { $0.isLowercaseHexadecimal }
            text += "@" + (isBare ? "sha256:" : "") + digest
        }
        return text
    }

    private static func isDigest(_ text: String) -> Bool { text.hasPrefix("sha256:") || text.hasPrefix("sha512:") }
}

extension Candidate {
    /// The same with another registry, where it says one.
    func inRegistry(_ registry: String?) -> Candidate {
        // `{repository: strimzi, name: operator}`: what comes first is a folder of the registry.
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
