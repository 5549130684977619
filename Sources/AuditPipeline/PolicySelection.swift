internal import AuditModel
package import PolicyModel
internal import PolicyRules
internal import SourceText

/// Which policy files a run is judged by: those that were named, else the one that is found.
package struct PolicySelection: Sendable {
    /// What a policy file is called that is found by itself.
    package static let fileName = ".polyarch.yaml"

    /// Files that were named, layers from the lowest to the highest.
    package var files: [String]
    /// Whether a file is looked for where none was named.
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
            throw UsageError("\(error)")
        }
    }

    /// The effective policy with the file and line that decided each value.
    package func explanation() throws(UsageError) -> PolicyExplanation {
        let sources = try sources()
        do throws(PolicyError) {
            return try loader.explanation(of: sources, levels: RuleRegistry.levels)
        } catch {
            throw UsageError("\(error)")
        }
    }

    private var loader: PolicyLoader { PolicyLoader(rules: RuleRegistry.waiverForms, contract: contract) }

    private func sources() throws(UsageError) -> [SourceFile] {
        let isSearched = files.isEmpty && searches
        let paths = isSearched ? Self.found(from: FileContents.workingDirectory).map { [$0] } ?? [] : files
        if isSearched, paths.isEmpty,
            let other = Self.found(from: FileContents.workingDirectory, named: ".polyarch.yml")
        {
            throw UsageError(
                "\(other): error: a policy that is to be found by itself is called \(Self.fileName): rename it")
        }
        return try paths.map(SourceFile.init(named:))
    }

    /// The nearest policy file, in the working folder or above it up to the root of the repository, as a relative path.
    /// Outside of a repository the working folder alone counts: what lies above may be anybody's.
    static func found(from folder: String, named name: String = fileName) -> String? {
        let parts = folder.split(separator: "/")
        let folders = (0...parts.count).map { "/" + parts.dropLast($0).joined(separator: "/") }
        let root = folders.firstIndex { FileContents.exists($0 + "/.git") } ?? 0
        let level = (0...root).first { FileContents.exists(folders[$0] + "/" + name) }
        return level.map { String(repeating: "../", count: $0) + name }
    }
}
