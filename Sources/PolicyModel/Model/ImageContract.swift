/// The fleet's contract about images, key for key as its Helm globals state it.
package struct ImageContract: Sendable, Hashable {
    /// Third-party images come from the mirror rather than from upstream.
    package var preferMirror: Bool
    /// Every image covers amd64 and arm64; otherwise the cluster's own architecture is enough.
    package var requireMultiArch: Bool
    /// Nil where there is no mirror.
    package var mirrorRegistry: RepositoryPrefix?

    package init(preferMirror: Bool = false, requireMultiArch: Bool = true, mirrorRegistry: RepositoryPrefix? = nil) {
        self.preferMirror = preferMirror
        self.requireMultiArch = requireMultiArch
        self.mirrorRegistry = mirrorRegistry
    }
}

/// The cluster that a globals file describes.
package struct ClusterFacts: Sendable, Hashable {
    package var type: String?
    package var name: String?
    package var architecture: String?

    package init(type: String? = nil, name: String? = nil, architecture: String? = nil) {
        self.type = type
        self.name = name
        self.architecture = architecture
    }
}
