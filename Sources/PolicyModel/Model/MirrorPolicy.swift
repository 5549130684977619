/// Which images are expected in the mirror, and under what names.
package struct MirrorPolicy: Sendable, Hashable {
    /// How the mirror names an upstream repository that the map does not.
    package enum Naming: String, Sendable, Hashable, CaseIterable {
        /// Only the names in the map.
        case explicit
        /// `docker.io/grafana/loki` is `loki`.
        case basename
        /// `docker.io/grafana/loki` is `grafana/loki`.
        case path
        /// `docker.io/grafana/loki` is `docker.io/grafana/loki`.
        case hostPath = "host-path"
        /// `docker.io/grafana/loki` is `grafana-loki`.
        case dashed
    }

    /// One line of the map: both sides are `registry/repository`.
    package struct Entry: Sendable, Hashable {
        package let source: String
        /// Relative to the mirror's registry, unless it starts with a registry itself.
        package let target: String

        package init(source: String, target: String) {
            self.source = source
            self.target = target
        }
    }

    package var from: [RepositoryScope]
    package var except: [RepositoryScope]
    package var naming: Naming
    package var map: [Entry]

    package init(
        from: [RepositoryScope] = [], except: [RepositoryScope] = [], naming: Naming = .explicit, map: [Entry] = []
    ) {
        self.from = from
        self.except = except
        self.naming = naming
        self.map = map
    }
}
