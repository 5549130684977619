internal import AuditModel
internal import ImageModel
internal import SourceText

/// The new fields of an image that is composed of several: `{registry, repository, tag, digest}`.
struct ComposedPin {
    /// The values that change, by the scalar that holds them.
    private(set) var values: [(part: Occurrence.Part, text: String)] = []
    /// Fields that the mapping does not have yet.
    private(set) var added: [(key: String, value: String, after: Occurrence.Part)] = []

    private let pin: Pin
    private let digest: ImageDigest
    private let keyOf: (Occurrence.Part) -> String
    private var texts: [Occurrence.Role: String] = [:]

    /// - Parameter key: the key of a part in its mapping.
    init(_ pin: Pin, key: @escaping (Occurrence.Part) -> String) throws(PinObstacle) {
        guard let digest = pin.replacement.digest else { throw .noDigest }
        let reference: ImageReference
        do { reference = try pin.occurrence.reference.get() } catch { throw PinObstacle(error) }
        self.pin = pin
        self.digest = digest
        self.keyOf = key
        for part in pin.occurrence.parts { texts[part.role] = part.isEmptyOrNull ? "" : part.text }
        if pin.replacement.name != reference.name { try rename(reference) }
        try setDigest()
        values = pin.occurrence.parts.compactMap { part in
            let old = part.isEmptyOrNull ? "" : part.text
            return texts[part.role].flatMap { $0 == old ? nil : (part, $0) }
        }
    }

    private func part(_ role: Occurrence.Role) -> Occurrence.Part? { pin.occurrence.parts.first { $0.role == role } }

    private var isKustomization: Bool { pin.occurrence.matcher == "kustomization" }

    // MARK: - Name

    private mutating func rename(_ reference: ImageReference) throws(PinObstacle) {
        guard let base = part(.repository), let old = texts[.repository] else {
            throw PinObstacle(reason: "its name is in another file, so it cannot be moved to the mirror")
        }
        let name = pin.replacement
        let written = [texts[.registry].map { Self.trimmed($0) }, old].compactMap(\.self).joined(separator: "/")
        guard (try? ImageReference(written))?.name == reference.name else {
            throw PinObstacle(
                reason: "its registry is set for all images together, so it cannot be moved to the mirror")
        }
        if isKustomization, keyOf(base) == "name" {
            // The name selects the images, and is kept.
            added.append(("newName", name.name, base))
            return
        }
        let suffix = old.dropFirst(try ReferenceSpelling(old).name.count)
        guard let registry = texts[.registry] else {
            if pin.occurrence.object.kind == nil, !isKustomization,
                !old.lowercased().hasPrefix(reference.registry + "/")
            {
                throw PinObstacle(
                    reason: "its registry may be set in other values, so it cannot be moved to the mirror")
            }
            texts[.repository] = name.name + suffix
            return
        }
        // `nvcr.io/nvidia` and `driver`: the folder is a part of the registry's field.
        let host = Self.trimmed(registry)
        let slashes = String(repeating: "/", count: registry.count - host.count)
        if host.contains("/"), let last = name.name.split(separator: "/").last {
            texts[.registry] = name.name.dropLast(last.count + 1) + slashes
            texts[.repository] = String(last) + suffix
        } else {
            texts[.registry] = name.registry + slashes
            texts[.repository] = name.repository + suffix
        }
    }

    private static func trimmed(_ registry: String) -> String {
        var host = registry
        while host.last == "/" { host.removeLast() }
        return host
    }

    // MARK: - Digest

    /// Puts the digest where there is one already, else into the field for it, else after the tag.
    private mutating func setDigest() throws(PinObstacle) {
        if let tag = texts[.tag], let start = Self.digestStart(tag) {
            texts[.tag] = tag[..<start] + digest.description
            if let field = part(.digest), !field.isEmptyOrNull { texts[.digest] = try spelled(field) }
        } else if let field = part(.digest) {
            try refuseNumber()
            texts[.digest] = try spelled(field)
        } else if let base = texts[.repository], let at = base.firstIndex(of: "@") {
            texts[.repository] = base[...at] + digest.description
        } else if let key = pin.digestKey, let sibling = part(.tag) ?? part(.repository) {
            if !isKustomization { try refuseNumber() }
            added.append((key, try DigestField.spelling(digest, key: key, old: ""), sibling))
        } else if let tag = part(.tag) {
            try refuseNumber()
            try refuseTagInLabel(tag)
            guard keyOf(tag).lowercased().hasSuffix("tag") else {
                throw PinObstacle(
                    reason:
                        "there is no field for a digest, and `\(keyOf(tag))` may be a plain version, which takes no digest"
                )
            }
            texts[.tag] = tag.text + "@" + digest.description
        } else if let base = texts[.repository], try !ReferenceSpelling(base).tag.isEmpty {
            texts[.repository] = base + "@" + digest.description
        } else {
            throw PinObstacle(reason: "there is no field that could hold a digest")
        }
    }

    private func spelled(_ field: Occurrence.Part) throws(PinObstacle) -> String {
        try DigestField.spelling(digest, key: keyOf(field), old: field.isEmptyOrNull ? "" : field.text)
    }

    /// Where the digest begins in a tag that contains one.
    private static func digestStart(_ tag: String) -> String.Index? {
        if let at = tag.firstIndex(of: "@") { return tag.index(after: at) }
        return DigestAlgorithm.allCases.contains { tag.hasPrefix($0.rawValue + ":") } ? tag.startIndex : nil
    }

    /// A tag that YAML reads as a number may be deployed as another one: `1.10` becomes 1.1.
    private func refuseNumber() throws(PinObstacle) {
        guard let tag = part(.tag), tag.style == .plain, YAMLNumber.changes(tag.text) else { return }
        throw PinObstacle(
            reason: "its tag `\(tag.text)` is a number in YAML, and may be deployed as another one; quote it")
    }

    private func refuseTagInLabel(_ tag: Occurrence.Part) throws(PinObstacle) {
        guard let label = pin.labels.filter({ $0.value == tag.text }).keys.min() else { return }
        throw PinObstacle(reason: "its tag is also in the label `\(label)`, where a digest is invalid")
    }
}

/// How fields for digests spell them.
enum DigestField {
    static func spelling(_ digest: ImageDigest, key: String, old: String) throws(PinObstacle) -> String {
        let name = key.lowercased()
        if old.hasPrefix("@") { return "@" + digest.description }
        if old.contains(":") { return digest.description }
        if !old.isEmpty || name.hasSuffix("sha") || name.hasSuffix("sha256") {
            guard digest.algorithm == .sha256 else {
                throw PinObstacle(reason: "the field `\(key)` takes only SHA-256 digests")
            }
            return digest.hex
        }
        guard name.hasSuffix("digest") else {
            throw PinObstacle(reason: "it is not known how the field `\(key)` spells a digest")
        }
        return digest.description
    }
}
