internal import AuditModel
internal import DocumentReading
internal import ImageModel
internal import SourceText

extension PolicyDecoder {
    func override(_ node: TreeNode) throws(DocumentError) -> PolicyOverride {
        var reader = try MappingReader(node, "an override")
        guard let paths = try globs("paths", &reader) else { throw reader.missing("paths") }
        if paths.isEmpty, let value = reader.value("paths") {
            throw value.error("`paths` must name at least one pattern")
        }
        let override = PolicyOverride(
            paths: paths, platforms: try platforms(&reader),
            digest: try reader.choice("digest", DigestRequirement.self), rules: try levels(&reader))
        try reader.finish()
        if override.platforms == nil, override.digest == nil, override.rules.isEmpty {
            throw node.error("an override must set `platforms`, `digest` or `rules`")
        }
        return override
    }

    func waiver(_ node: TreeNode) throws(DocumentError) -> Waiver {
        var reader = try MappingReader(node, "a waiver")
        let ruleNode = reader.value("rule")
        let image = try reader.string("image")
        let reason = try reader.string("reason")
        let expires = try reader.string("expires")
        // A key that is spelled wrong says more than that the right one is missing.
        try reader.finish()
        guard let ruleNode else { throw reader.missing("rule") }
        guard let image, let imageNode = reader.value("image") else { throw reader.missing("image") }
        guard let reason, let reasonNode = reader.value("reason") else { throw reader.missing("reason") }
        guard let expires, let expiresNode = reader.value("expires") else { throw reader.missing("expires") }
        let rule = try ruleID(ruleNode)
        if reason.allSatisfy(\.isWhitespace) { throw reasonNode.error("the reason of a waiver must not be empty") }
        guard let date = CalendarDate(expires) else {
            throw expiresNode.error("`\(expires)` is no day; write YYYY-MM-DD, the last day on which the waiver holds")
        }
        return Waiver(rule: rule, image: try matcher(image, imageNode, rule), reason: reason, expires: date)
    }

    private func matcher(_ text: String, _ node: TreeNode, _ rule: RuleID) throws(DocumentError) -> ImageMatcher {
        // These are about texts that are no references; they are waived as they are written.
        if ["invalid-reference", "unrendered-template"].contains(rule.name) { return .text(text) }
        switch Result(catching: { () throws(ReferenceError) in try ImageReference(text) }) {
        case .success(let reference):
            if reference.digest != nil {
                throw node.error("a waiver speaks of an image whatever its digest is; leave the digest out")
            }
            return .repository(name: reference.name, tag: reference.tag)
        case .failure(let error):
            guard text.contains(where: { "*?[{".contains($0) }) else {
                throw node.error("`\(text)` is no image reference: \(error.reason)")
            }
        }
        do throws(GlobError) {
            return .pattern(try GlobPattern(text))
        } catch {
            throw node.error("`\(text)` is no pattern: \(error)")
        }
    }
}
