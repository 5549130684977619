internal import DocumentReading
internal import ImageModel
internal import SourceText

/// What a policy says about workloads and environments.
extension PolicyDecoder {
    func decodeWorkloads(_ reader: inout MappingReader, into layer: inout PolicyLayer) throws(DocumentError) {
        layer.allowedTags = try allowedTags(&reader)
        layer.pullPolicy = try reader.choice("pullPolicy", ImagePullPolicy.self)
        layer.privateImages = try scopes("private", &reader)
        layer.denied = try scopes("denied", &reader)
        layer.shellless = try scopes("shellless", &reader)
        layer.bootstrap = try bootstrap(&reader)
        layer.watch = try watched(&reader)
        layer.environments = try environments(&reader)
    }

    private func allowedTags(_ reader: inout MappingReader) throws(DocumentError) -> [TagPattern]? {
        guard let texts = try reader.strings("allowedTags") else { return nil }
        var patterns: [TagPattern] = []
        for (text, node) in texts {
            if text.isEmpty { throw node.error("an empty expression of `allowedTags` allows no tag") }
            guard let pattern = try? TagPattern(text) else {
                throw node.error("`\(text)` is no regular expression")
            }
            patterns.append(pattern)
        }
        return patterns
    }

    /// Each key names some of them, so that one mapping can speak of namespaces and of folders.
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
                    throw .invalid("`watch` looks after tags; name one, without a digest")
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
                throw nameNode.error("there is an environment `\(name)` already")
            }
            if places.isEverywhere {
                throw node.error("an environment must say where: `paths`, `kinds`, `namespaces` or `applications`")
            }
            environments.append(FleetEnvironment(name: name, places: places))
        }
        return environments
    }
}
