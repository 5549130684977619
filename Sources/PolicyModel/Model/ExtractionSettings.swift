package import SourceText

/// Where a policy says that images are, in addition to the built-in knowledge.
package struct ExtractionSettings: Sendable, Hashable {
    package var rules: [ExtractionRule]
    /// Fields without images, and everything below them.
    package var ignored: [ExtractionScope]

    package init(rules: [ExtractionRule] = [], ignored: [ExtractionScope] = []) {
        self.rules = rules
        self.ignored = ignored
    }

    package var isEmpty: Bool { rules.isEmpty && ignored.isEmpty }
}

/// Fields of objects of some kinds.
package struct ExtractionScope: Sendable, Hashable {
    /// `Kind` or `group/Kind`; empty for every kind.
    package let kinds: [GlobPattern]
    package let path: FieldPattern

    package init(kinds: [GlobPattern] = [], path: FieldPattern) {
        self.kinds = kinds
        self.path = path
    }

    package func covers(apiVersion: String, kind: String) -> Bool {
        if kinds.isEmpty { return true }
        // The core group has no name.
        let parts = apiVersion.split(separator: "/")
        let qualified = parts.count > 1 ? "\(parts[0])/\(kind)" : kind
        return kinds.contains { $0.matches(kind) || $0.matches(qualified) }
    }
}

/// Fields that hold images, and in what form.
package struct ExtractionRule: Sendable, Hashable {
    package enum Value: String, Sendable, Hashable, CaseIterable {
        /// The value is an image.
        case reference
        /// A map with registry, repository, tag and digest, under any of their usual names.
        case map
        /// The value is a YAML or JSON document, which is scanned like any other.
        case yaml
        /// Text with one image per line, alone or after `=` or a blank.
        case lines
    }

    package let scope: ExtractionScope
    package let value: Value

    package init(scope: ExtractionScope, value: Value) {
        self.scope = scope
        self.value = value
    }
}
