internal import AuditModel
internal import FileSystem
package import PolicyModel
internal import PolicyRules
internal import SourceText

/// Which policy files a run is judged by: those that were named, else the one that is found.
package struct PolicySelection: Sendable {
    /// Named files, layers from the lowest to the highest.
    package var files: [String]
    /// Whether to look for a file where none is named.
    package var searches: Bool
    /// `global.NAME`, where Helm globals hold several contracts.
    package var contract: String?

    package init(files: [String] = [], searches: Bool = false, contract: String? = nil) {
        self.files = files
        self.searches = searches
        self.contract = contract
    }

    package func policy() throws(UsageError) -> Policy {
        let sources = try sources()
        do throws(PolicyError) {
            return try loader.policy(from: sources)
        } catch {
            throw UsageError(located: error)
        }
    }

    /// The effective policy with the file and line that decided each value.
    package func explanation() throws(UsageError) -> PolicyExplanation {
        let sources = try sources()
        do throws(PolicyError) {
            return try loader.explanation(of: sources, levels: RuleRegistry.levels)
        } catch {
            throw UsageError(located: error)
        }
    }

    /// A file that was perhaps meant to be the policy and is not, for it has another name.
    package var misnamedFile: String? { discovery.flatMap { $0.isSurelyMeant ? nil : $0.misnamed } }

    private var discovery: PolicyDiscovery? {
        files.isEmpty && searches ? PolicyDiscovery(from: FileContents.workingDirectory) : nil
    }

    private var loader: PolicyLoader { PolicyLoader(rules: RuleRegistry.waiverForms, contract: contract) }

    private func sources() throws(UsageError) -> [SourceFile] {
        let discovery = discovery
        if let discovery, let misnamed = discovery.misnamed, discovery.isSurelyMeant {
            throw UsageError(
                "a policy file is found only under the name \(PolicyDiscovery.fileName); rename it", at: misnamed)
        }
        return try (discovery?.path.map { [$0] } ?? files).map(SourceFile.init(named:))
    }
}
