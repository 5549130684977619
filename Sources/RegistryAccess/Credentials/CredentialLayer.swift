/// The logins of one source: a file, or a variable.
struct CredentialLayer: Sendable {
    struct Entry: Sendable {
        let key: CredentialKey
        let credential: Credential
    }

    /// How messages name it.
    let source: String
    /// Those that win stand first among equals.
    let entries: [Entry]
    /// By host.
    let helpers: [String: String]
    let defaultHelper: String?

    init(source: String, entries: [Entry] = [], helpers: [String: String] = [:], defaultHelper: String? = nil) {
        self.source = source
        self.entries = entries.sorted { $0.key.rank < $1.key.rank }
        self.helpers = helpers
        self.defaultHelper = defaultHelper
    }

    /// A helper that is named for the host goes before a login in the file, as Docker has it; the helper for all others
    /// after it. Of several logins the one for the longest part of the repository's name counts.
    func lookup(_ registry: String, _ repository: String) -> CredentialLookup {
        if let helper = helpers[registry] { return .helper(helper) }
        var best: (length: Int, credential: Credential)?
        for entry in entries {
            guard let length = entry.key.match(registry, repository), length > best?.length ?? -1 else { continue }
            best = (length, entry.credential)
        }
        if let best { return .found(best.credential) }
        return defaultHelper.map { .helper($0) } ?? .none
    }
}
