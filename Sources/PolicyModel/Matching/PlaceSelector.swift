package import SourceText

/// Selects places: every key that is given must match, by one of its patterns.
package struct PlaceSelector: Sendable, Hashable {
    private let paths: [PathPattern]
    private let kinds: [GlobPattern]
    private let namespaces: [GlobPattern]
    private let names: [GlobPattern]
    private let applications: [GlobPattern]

    /// An empty list matches everything.
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

    /// Matches every place.
    package static let everywhere = PlaceSelector()

    package var isEverywhere: Bool { paths.isEmpty && isAnyObject }

    /// Whether it restricts only the file.
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

    /// For messages: `namespaces dev; paths rendered/**`.
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

/// A place as policies match it. Unknown parts are nil, and match no pattern.
package struct Place: Sendable, Hashable {
    package var file: String?
    package var kind: String?
    package var namespace: String?
    package var name: String?
    /// The Argo CD application that the object belongs to, else its Helm release.
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

/// A glob over file paths. It may start at any folder of a path, so that `rendered/azure/**` means the same wherever
/// the audit is run; with a leading `/` it starts at the root.
struct PathPattern: Sendable, Hashable {
    /// A path with the offsets of its components, to try many patterns without splitting it again.
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
    /// The literal prefix of the glob: comparing it rejects most paths cheaply.
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
