package import ImageModel
package import SourceText

/// The kebab-case name of a rule. It names the problem, so that "allow `floating-tag`" reads well.
package struct RuleID: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let name: String

    package init(_ name: String) { self.name = name }
    package init(stringLiteral value: String) { self.name = value }

    package var description: String { name }
    package static func < (left: RuleID, right: RuleID) -> Bool { left.name < right.name }
}

/// A violation of one rule by one image under one set of required platforms, at one severity, with all its places.
package struct Finding: Sendable {
    package let rule: RuleID
    package let severity: Severity
    /// A headline that reads on its own. Names in it come from files and registries and are not escaped.
    package let message: String
    /// The canonical reference, or the text as written if it is not one.
    package let image: String
    /// The platforms required at these places; empty for rules that do not depend on them.
    package let platforms: [Platform]
    package var locations: [FindingLocation]
    package let fix: Fix?

    package init(
        rule: RuleID, severity: Severity, message: String, image: String, platforms: [Platform] = [],
        locations: [FindingLocation], fix: Fix? = nil
    ) {
        self.rule = rule
        self.severity = severity
        self.message = message
        self.image = image
        self.platforms = platforms
        self.locations = locations
        self.fix = fix
    }

    /// Whether it counts towards the exit status: some place is neither waived nor known.
    package var isActive: Bool { locations.contains { $0.status == .active } }
}

/// One place of a finding. An image named on the command line has only `fingerprint` and `status`.
package struct FindingLocation: Sendable {
    package enum Status: String, Sendable, Hashable {
        case active
        case waived
        /// In the baseline.
        case known
    }

    package let file: String?
    package let position: SourcePosition?
    package let path: String?
    package let kind: String?
    package let namespace: String?
    package let name: String?
    package var status: Status
    package let fingerprint: String

    package init(
        file: String? = nil, position: SourcePosition? = nil, path: String? = nil, kind: String? = nil,
        namespace: String? = nil, name: String? = nil, status: Status = .active, fingerprint: String
    ) {
        self.file = file
        self.position = position
        self.path = path
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.status = status
        self.fingerprint = fingerprint
    }
}

/// How to fix a finding. The Patching module turns a replacement into bytes of the file.
package enum Fix: Sendable, Hashable {
    case replace(with: ImageReference)
    /// A command line that repairs the registry's side.
    case run(command: String)
}

/// Ordered, so that `--fail-on` is a comparison.
package enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
    case note
    case warning
    case error

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .error: 2
        }
    }
}
