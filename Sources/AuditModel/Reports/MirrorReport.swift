package import ImageModel
package import SourceText

/// The results of `polyarch mirror`. Equal inputs give equal reports, except for `run`.
package struct MirrorReport: Sendable {
    package var toolVersion: String
    package var policyFiles: [String]
    /// Sorted by target, then source.
    package var pairs: [JudgedPair]
    /// What gave no pair: documents that do not parse, mirror names whose upstream is unknown.
    package var unchecked: [Unchecked]
    package var run: RunFacts

    package init(
        toolVersion: String, policyFiles: [String] = [], pairs: [JudgedPair] = [], unchecked: [Unchecked] = [],
        run: RunFacts
    ) {
        self.toolVersion = toolVersion
        self.policyFiles = policyFiles
        self.pairs = pairs
        self.unchecked = unchecked
        self.run = run
    }

    package func count(of severity: Severity) -> Int { pairs.count { $0.severity == severity } }

    package func count(of verdict: MirrorVerdict) -> Int { pairs.count { $0.comparison.verdict == verdict } }

    /// The number of pairs without a verdict, and of what gave no pair.
    package var uncheckedCount: Int { count(of: .couldNotCheck) + unchecked.count }
}

/// One pair with its verdict, the evidence and the repair.
package struct JudgedPair: Sendable, Hashable {
    package let comparison: MirrorComparison
    /// The platforms whose absence is an error.
    package let required: [Platform]
    /// Nil if nothing is wrong, or nothing is known.
    package let severity: Severity?
    package let evidence: MirrorEvidence
    /// The command that repairs the mirror's image; nil if there is nothing to copy.
    package let repair: String?
    /// Where the pair is named; empty for the command line.
    package let places: [SourcePlace]

    package init(
        comparison: MirrorComparison, required: [Platform], severity: Severity?,
        evidence: MirrorEvidence = MirrorEvidence(), repair: String? = nil, places: [SourcePlace] = []
    ) {
        self.comparison = comparison
        self.required = required
        self.severity = severity
        self.evidence = evidence
        self.repair = repair
        self.places = places
    }
}

/// A place in a file.
package struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    package let position: SourcePosition

    package init(file: String, position: SourcePosition) {
        self.file = file
        self.position = position
    }

    package var description: String { "\(file):\(position)" }
}
