/// Known findings, which do not fail a run.
package struct Baseline: Sendable, Hashable {
    /// One finding at one place. Only the fingerprint is compared; the rest is for readers of the file.
    package struct Entry: Sendable, Hashable {
        package let fingerprint: String
        package let rule: String
        /// Without tag and digest: a new version with the same problem is not a new finding.
        package let image: String
        package let file: String
        /// `Kind namespace/name`.
        package let object: String

        package init(fingerprint: String, rule: String, image: String, file: String, object: String) {
            self.fingerprint = fingerprint
            self.rule = rule
            self.image = image
            self.file = file
            self.object = object
        }
    }

    /// The file that it was read from.
    package var file: String
    /// Sorted by file, object, rule and image, each once.
    package let entries: [Entry]

    package init(file: String, entries: [Entry]) {
        self.file = file
        self.entries = Set(entries).sorted { left, right in
            (left.file, left.object, left.rule, left.image, left.fingerprint)
                < (right.file, right.object, right.rule, right.image, right.fingerprint)
        }
    }

    package var fingerprints: Set<String> { Set(entries.map(\.fingerprint)) }
}

/// How a run compares with its baseline.
package struct BaselineFacts: Sendable, Hashable {
    package let file: String
    /// Places that are neither waived nor in the baseline.
    package let new: Int
    package let known: Int
    /// Entries without a finding.
    package let gone: Int

    package init(_ baseline: Baseline, _ findings: [Finding]) {
        let locations = findings.flatMap(\.locations)
        let found = Set(locations.map(\.fingerprint))
        self.file = baseline.file
        self.new = locations.count { $0.status == .active }
        self.known = locations.count { $0.status == .known }
        self.gone = baseline.entries.count { !found.contains($0.fingerprint) }
    }
}
