internal import DocumentReading
internal import SourceText

extension PolicyDecoder {
    /// `extraction: {rules: […], ignore: […]}`; what it leaves out stays as the layers below say.
    func decode(extraction reader: MappingReader, into layer: inout PolicyLayer) throws(DocumentError) {
        var reader = reader
        if let nodes = try reader.list("rules") {
            var rules: [ExtractionRule] = []
            for node in nodes { rules.append(try extractionRule(node)) }
            layer.extractionRules = rules
        }
        if let nodes = try reader.list("ignore") {
            var scopes: [ExtractionScope] = []
            for node in nodes {
                var entry = try MappingReader(node, "a field to ignore")
                scopes.append(try extractionScope(&entry))
                try entry.finish()
            }
            layer.ignoredFields = scopes
        }
        try reader.finish()
    }

    private func extractionRule(_ node: TreeNode) throws(DocumentError) -> ExtractionRule {
        var reader = try MappingReader(node, "an extraction rule")
        let value = try reader.choice("value", ExtractionRule.Value.self) ?? .reference
        let scope = try extractionScope(&reader)
        try reader.finish()
        return ExtractionRule(scope: scope, value: value)
    }

    private func extractionScope(_ reader: inout MappingReader) throws(DocumentError) -> ExtractionScope {
        let kinds = try globs("kinds", &reader)
        if let kinds, kinds.isEmpty, let node = reader.value("kinds") {
            throw node.error("`kinds` must name at least one kind; leave it out for all of them")
        }
        for node in reader.value("kinds")?.elements.map({ $0 }) ?? [] {
            guard let kind = node.text, kind.count(where: { $0 == "/" }) > 1 else { continue }
            throw node.error("`\(kind)` is no kind: write `Kind` or `group/Kind`, without a version")
        }
        let path = try reader.string("path")
        guard let path, let node = reader.value("path") else {
            // A key that is spelled wrong says more than that the right one is missing.
            try reader.finish()
            throw reader.missing("path")
        }
        do throws(FieldPatternError) {
            return ExtractionScope(kinds: kinds ?? [], path: try FieldPattern(path))
        } catch {
            throw node.error("`\(path)` is no path of fields: \(error)")
        }
    }
}
