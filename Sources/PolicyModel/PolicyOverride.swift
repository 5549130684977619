package import AuditModel
package import ImageModel
package import SourceText

/// What a policy asks for differently in some files. A key that is nil leaves what was decided before.
package struct PolicyOverride: Sendable, Hashable {
    package let paths: [GlobPattern]
    package let platforms: [Platform]?
    package let digest: DigestRequirement?
    package let rules: [RuleID: RuleLevel]

    package init(
        paths: [GlobPattern], platforms: [Platform]? = nil, digest: DigestRequirement? = nil,
        rules: [RuleID: RuleLevel] = [:]
    ) {
        self.paths = paths
        self.platforms = platforms
        self.digest = digest
        self.rules = rules
    }

    /// Whether it speaks of `file`. A pattern may begin at any folder of the path, so that `rendered/azure/**` means
    /// the same whatever folder the audit is run from.
    package func applies(to file: String) -> Bool {
        var rest = file[...]
        while true {
            let text = String(rest)
            if paths.contains(where: { $0.matches(text) }) { return true }
            guard let slash = rest.firstIndex(of: "/") else { return false }
            rest = rest[rest.index(after: slash)...]
        }
    }
}
