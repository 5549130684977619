internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

extension PolicyDecoder {
    func override(_ node: TreeNode) throws(DocumentError) -> PolicyOverride {
        var reader = try MappingReader(node, "an override")
        let places = try places(&reader)
        let images = try images(&reader)
        let override = PolicyOverride(
            places: places, images: images, platforms: try platforms(&reader),
            digest: try reader.choice("digest", DigestRequirement.self), rules: try levels(&reader),
            origin: Self.origin(node))
        try reader.finish()
        if places.isEverywhere, images.isEmpty {
            throw node.error(
                "an override must say where: `paths`, `images`, `kinds`, `namespaces`, `names` or `applications`")
        }
        if override.platforms == nil, override.digest == nil, override.rules.isEmpty {
            throw node.error("an override must set `platforms`, `digest` or `rules`")
        }
        return override
    }

    func waiver(_ node: TreeNode) throws(DocumentError) -> Waiver {
        var reader = try MappingReader(node, "a waiver")
        let ruleNode = reader.value("rule")
        let image = try reader.string("image")
        let platforms = try platforms(&reader)
        let places = try places(&reader)
        let reason = try reader.string("reason")
        let expires = try reader.string("expires")
        // An unknown key is reported before a missing one: it is probably that key, misspelled.
        try reader.finish()
        guard let ruleNode else { throw reader.missing("rule") }
        if image == nil, places.isEverywhere {
            throw node.error(
                "a waiver must name an `image` or a place: `paths`, `kinds`, `namespaces`, `names` or `applications`")
        }
        guard let reason, let reasonNode = reader.value("reason") else { throw reader.missing("reason") }
        guard let expires, let expiresNode = reader.value("expires") else { throw reader.missing("expires") }
        let rule = try ruleID(ruleNode)
        if rules[rule.name] == Waiver.Form.never {
            throw ruleNode.error(
                "`\(rule)` is about the policy itself and takes no waiver; correct the policy instead")
        }
        if reason.allSatisfy(\.isWhitespace) { throw reasonNode.error("the reason of a waiver must not be empty") }
        guard let date = CalendarDate(expires) else {
            throw expiresNode.error("`\(expires)` is not a date; write the last day of the waiver as YYYY-MM-DD")
        }
        var matcher: ImageMatcher?
        if let image, let imageNode = reader.value("image") {
            matcher = rules[rule.name] == .text ? .text(image) : try self.matcher(image, imageNode, "a waiver")
        }
        return Waiver(
            rule: rule, image: matcher, platforms: platforms ?? [], places: places, reason: reason,
            expires: date, origin: Self.origin(node))
    }

    // MARK: - Where

    func places(_ reader: inout MappingReader, except: String? = nil) throws(DocumentError) -> PlaceSelector {
        PlaceSelector(
            paths: try patterns("paths", &reader), kinds: try patterns("kinds", &reader),
            namespaces: try patterns("namespaces", &reader),
            names: except == "names" ? [] : try patterns("names", &reader),
            applications: try patterns("applications", &reader))
    }

    /// Empty if the key is absent; an empty list is an error.
    func patterns(_ key: String, _ reader: inout MappingReader) throws(DocumentError) -> [GlobPattern] {
        guard let patterns = try globs(key, &reader) else { return [] }
        if patterns.isEmpty, let value = reader.value(key) {
            throw value.error("`\(key)` must name at least one pattern")
        }
        return patterns
    }

    private func images(_ reader: inout MappingReader) throws(DocumentError) -> [ImageMatcher] {
        guard let texts = try reader.strings("images") else { return [] }
        if texts.isEmpty, let value = reader.value("images") {
            throw value.error("`images` must name at least one image")
        }
        var matchers: [ImageMatcher] = []
        for (text, node) in texts { matchers.append(try matcher(text, node, "an override")) }
        return matchers
    }

    private func matcher(
        _ text: String, _ node: TreeNode, _ owner: String
    ) throws(DocumentError) -> ImageMatcher {
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success(let reference):
            if reference.digest != nil {
                throw node.error("\(owner) applies to every digest of an image; remove the digest")
            }
            return .repository(name: reference.name, tag: reference.tag)
        case .failure(let error):
            guard text.contains(where: { "*?[{".contains($0) }) else {
                throw node.error("`\(text)` is not an image reference: \(error.reason)")
            }
        }
        if let reason = WholeName.problem(text) { throw node.error("`\(text)` matches no image: \(reason)") }
        do throws(GlobError) {
            return .pattern(try GlobPattern(WholeName.completed(text)))
        } catch {
            throw node.error("`\(text)` is not a valid pattern: \(error)")
        }
    }

    static func origin(_ node: TreeNode) -> PolicyOrigin {
        PolicyOrigin(file: node.file.path, position: node.position)
    }
}
