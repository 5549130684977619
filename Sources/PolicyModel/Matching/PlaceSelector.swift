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

/// Where something stands, as far as policies tell places apart. What is not known is nil, and matches no pattern.
package struct Place: Sendable, Hashable {
    package var file: String?
    package var kind: String?
    package var namespace: String?
    package var name: String?
    /// The Argo CD application that the object belongs to.
    package var application: String?

    package init(
        file: String? = nil, kind: String? = nil, namespace: String? = nil, name: String? = nil,
        application: String? = nil
    ) {
        self.file = file
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.application = application
    }
}

/// A glob over the paths of files. It may begin at any folder of a path, so that `rendered/azure/**` means the same
/// whatever folder the audit is run from; after a leading `/` it begins at the root.
struct PathPattern: Sendable, Hashable {
    /// A path with the places where its parts begin, so that many patterns are tried without cutting it again.
    struct Path {
        let bytes: [UInt8]
        let starts: [Int]

        init(_ text: String) {
            let bytes = Array(text.utf8)
            self.bytes = bytes
            self.starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { $0 + 1 }
        }
    }

    let glob: GlobPattern
    /// What every path that fits begins with: most paths are refused by comparing a few bytes.
    private let prefix: [UInt8]

    init(_ glob: GlobPattern) {
        self.glob = glob
        self.prefix = Array(glob.pattern.utf8.prefix { !"*?[{\\".utf8.contains($0) })
    }

    func matches(_ path: Path) -> Bool {
        path.starts.contains { start in
            let rest = path.bytes[start...]
            return rest.starts(with: prefix) && glob.matches(String(decoding: rest, as: UTF8.self))
        }
    }
}
