package import SourceText

/// Which places a part of a policy speaks of: every key that is given must fit, by one of its patterns.
package struct PlaceSelector: Sendable, Hashable {
    private let paths: [PathPattern]
    private let kinds: [GlobPattern]
    private let namespaces: [GlobPattern]
    private let names: [GlobPattern]
    private let applications: [GlobPattern]

    /// An empty list asks for nothing.
    package init(
        paths: [GlobPattern] = [], kinds: [GlobPattern] = [], namespaces: [GlobPattern] = [],
        names: [GlobPattern] = [], applications: [GlobPattern] = []
    ) {
        self.paths = paths.map(PathPattern.init)
        self.kinds = kinds
        self.namespaces = namespaces
        self.names = names
        self.applications = applications
    }

    /// Fits everywhere.
    package static let everywhere = PlaceSelector()

    package var isEverywhere: Bool { paths.isEmpty && isAnyObject }

    /// Whether it asks for nothing but the file.
    package var isAnyObject: Bool {
        kinds.isEmpty && namespaces.isEmpty && names.isEmpty && applications.isEmpty
    }

    package func matches(_ place: Place) -> Bool {
        matchesObject(of: place) && (paths.isEmpty || place.file.map { matches(PathPattern.Path($0)) } == true)
    }

    func matches(_ path: PathPattern.Path?) -> Bool {
        paths.isEmpty || path.map { path in paths.contains { $0.matches(path) } } == true
    }

    package func matchesObject(of place: Place) -> Bool {
        Self.fits(place.kind, kinds) && Self.fits(place.namespace, namespaces) && Self.fits(place.name, names)
            && Self.fits(place.application, applications)
    }

    /// What it says, for people: `namespaces dev, paths rendered/**`.
    package var summary: String {
        let parts = [
            ("paths", paths.map(\.glob)), ("kinds", kinds), ("namespaces", namespaces), ("names", names),
            ("applications", applications),
        ]
        return parts.filter { !$0.1.isEmpty }.map { key, patterns in
            "\(key) \(patterns.map(\.pattern).joined(separator: ", "))"
        }.joined(separator: "; ")
    }

    private static func fits(_ text: String?, _ patterns: [GlobPattern]) -> Bool {
        patterns.isEmpty || text.map { text in patterns.contains { $0.matches(text) } } == true
    }
}
