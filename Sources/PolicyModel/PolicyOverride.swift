package import AuditModel
package import ImageModel
package import SourceText

/// What a policy asks for differently in some files. A key that is nil leaves what was decided before.
package struct PolicyOverride: Sendable, Hashable {
    private let paths: [PathPattern]
    package let platforms: [Platform]?
    package let digest: DigestRequirement?
    package let rules: [RuleID: RuleLevel]

    package init(
        paths: [GlobPattern], platforms: [Platform]? = nil, digest: DigestRequirement? = nil,
        rules: [RuleID: RuleLevel] = [:]
    ) {
        self.paths = paths.map(PathPattern.init)
        self.platforms = platforms
        self.digest = digest
        self.rules = rules
    }

    func applies(to path: PathPattern.Path) -> Bool { paths.contains { $0.matches(path) } }
}
