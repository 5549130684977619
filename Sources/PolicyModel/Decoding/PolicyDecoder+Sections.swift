internal import DocumentReading
internal import ImageModel
internal import SourceText

/// The sections of a policy about workloads and environments.
extension PolicyDecoder {
    func decodeWorkloads(_ reader: inout MappingReader, into layer: inout PolicyLayer) throws(DocumentError) {
        layer.pullPolicy = try reader.choice("pullPolicy", ImagePullPolicy.self) ?? layer.pullPolicy
        layer.privateImages = try scopes("private", &reader) ?? layer.privateImages
        layer.denied = try scopes("denied", &reader) ?? layer.denied
        try decodeNoShell(&reader, into: &layer)
        layer.bootstrap.merge(try bootstrap(&reader)) { $1 }
        layer.watch = try watched(&reader) ?? layer.watch
        layer.environments = try environments(&reader) ?? layer.environments
    }

    private func decodeNoShell(_ reader: inout MappingReader, into layer: inout PolicyLayer) throws(DocumentError) {
        let noShell = try scopes("noShell", &reader)
        layer.noShell = noShell ?? layer.noShell
        guard let former = try scopes("shellless", &reader),
            let key = reader.node.members.first(where: { $0.key.text == Self.formerNoShell })?.key
        else { return }
        if noShell != nil {
            throw key.error("`shellless` is the former name of `noShell`; a file may have only one of them")
        }
        layer.noShell = former
        layer.warnings.append(
            PolicyWarning("`shellless` is now called `noShell`; rename it", at: Self.origin(key)))
    }

    /// Accepted in place of `noShell`, with a warning.
    static let formerNoShell = "shellless"

    func allowedTags(_ reader: inout MappingReader) throws(DocumentError) -> [TagPattern]? {
        guard let texts = try reader.strings("allowedTags") else { return nil }
        var patterns: [TagPattern] = []
        for (text, node) in texts {
            if text.isEmpty { throw node.error("an empty expression in `allowedTags` matches no tag") }
            guard let pattern = try? TagPattern(text) else {
                throw node.error("`\(text)` is not a regular expression")
            }
            patterns.append(pattern)
        }
        return patterns
    }

    /// Each key selects workloads on its own, so that one mapping can select both namespaces and folders.
    private func bootstrap(_ reader: inout MappingReader) throws(DocumentError) -> [String: PlaceSelector] {
        guard var inner = try reader.mapping("bootstrap") else { return [:] }
        let selectors = [
            "paths": PlaceSelector(paths: try patterns("paths", &inner)),
            "kinds": PlaceSelector(kinds: try patterns("kinds", &inner)),
            "namespaces": PlaceSelector(namespaces: try patterns("namespaces", &inner)),
            "names": PlaceSelector(names: try patterns("names", &inner)),
            "applications": PlaceSelector(applications: try patterns("applications", &inner)),
        ]
        try inner.finish()
        return selectors.filter { !$0.value.isEverywhere }
    }

    private func watched(_ reader: inout MappingReader) throws(DocumentError) -> [WatchedImage]? {
        guard let texts = try reader.strings("watch") else { return nil }
        var images: [WatchedImage] = []
        for (text, node) in texts {
            do throws(ReferenceError) {
                let reference = try ImageReference(text)
                guard reference.tag != nil, reference.digest == nil else {
                    throw .invalid("`watch` takes a tag, without a digest")
                }
                images.append(WatchedImage(reference, origin: Self.origin(node)))
            } catch {
                throw node.error("`\(text)` cannot be watched: \(error.reason)")
            }
        }
        return images
    }

    private func environments(_ reader: inout MappingReader) throws(DocumentError) -> [FleetEnvironment]? {
        guard let nodes = try reader.list("environments") else { return nil }
        var environments: [FleetEnvironment] = []
        for node in nodes {
            var inner = try MappingReader(node, "an environment")
            let name = try inner.string("name")
            let places = try places(&inner, except: "names")
            try inner.finish()
            guard let name, let nameNode = inner.value("name") else { throw inner.missing("name") }
            if name.isEmpty { throw nameNode.error("the name of an environment must not be empty") }
            if environments.contains(where: { $0.name == name }) {
                throw nameNode.error("duplicate environment `\(name)`")
            }
            if places.isEverywhere {
                throw node.error("an environment must say where: `paths`, `kinds`, `namespaces` or `applications`")
            }
            environments.append(FleetEnvironment(name: name, places: places))
        }
        return environments
    }
}

extension PolicyDecoder {
    /// `extraction: {rules: […], ignore: […]}`; what it leaves out keeps the value of the layers below.
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
            throw node.error("`\(kind)` is not a kind; write `Kind` or `group/Kind`, without a version")
        }
        let path = try reader.string("path")
        guard let path, let node = reader.value("path") else {
            // An unknown key is reported before a missing one: it is probably that key, misspelled.
            try reader.finish()
            throw reader.missing("path")
        }
        do throws(FieldPatternError) {
            return ExtractionScope(kinds: kinds ?? [], path: try FieldPattern(path))
        } catch {
            throw node.error("`\(path)` is not a field path: \(error)")
        }
    }
}

extension PolicyDecoder {
    func decode(mirror reader: MappingReader, into layer: inout PolicyLayer) throws(DocumentError) {
        var reader = reader
        layer.from = try scopes("from", &reader) ?? layer.from
        layer.except = try scopes("except", &reader) ?? layer.except
        layer.naming =
            try placed("naming", &reader) { reader, key throws(DocumentError) in
                try reader.choice(key, MirrorPolicy.Naming.self)
            } ?? layer.naming
        if let nodes = try reader.list("map") {
            var map = MirrorMapDecoder()
            for node in nodes { try map.add(node) }
            layer.map = map.entries
        }
        try reader.finish()
    }
}

/// Reads `mirror.map`. Names must be unique on both sides: two targets for one image are ambiguous, and two images with
/// one target overwrite each other.
struct MirrorMapDecoder {
    private(set) var entries: [MirrorPolicy.Entry] = []
    private var linesBySource: [String: Int] = [:]
    private var linesByTarget: [String: Int] = [:]

    mutating func add(_ node: TreeNode) throws(DocumentError) {
        var reader = try MappingReader(node, "an entry of `mirror.map`")
        let source = try reader.string("source")
        let target = try reader.string("target")
        try reader.finish()
        guard let source, let sourceNode = reader.value("source") else { throw reader.missing("source") }
        guard let target, let targetNode = reader.value("target") else { throw reader.missing("target") }
        let name = try Self.repository(source, sourceNode).name
        try Self.check(target: target, targetNode)
        if let line = linesBySource.updateValue(sourceNode.position.line, forKey: name) {
            throw sourceNode.error("`\(name)` already has a target, on line \(line)")
        }
        if let line = linesByTarget.updateValue(targetNode.position.line, forKey: target) {
            throw targetNode.error("`\(target)` is already the target of another image, on line \(line)")
        }
        entries.append(MirrorPolicy.Entry(source: name, target: target))
    }

    private static func repository(_ text: String, _ node: TreeNode) throws(DocumentError) -> ImageReference {
        do throws(ReferenceError) {
            let reference = try ImageReference(text)
            guard reference.tag == nil, reference.digest == nil else {
                throw .invalid("`mirror.map` takes repositories; remove tag and digest")
            }
            return reference
        } catch {
            throw node.error("`\(text)` is not a repository: \(error.reason)")
        }
    }

    private static func check(target: String, _ node: TreeNode) throws(DocumentError) {
        guard let anyRegistry = try? RepositoryPrefix("mirror.example"),
            MirrorNames.target(target, below: anyRegistry) != nil
        else { throw node.error("`\(target)` is not a repository without tag and digest") }
    }
}
