internal import DocumentReading
internal import SourceText

/// The logins of one source: a file or an environment variable.
struct CredentialLayer: Sendable {
    struct Entry: Sendable {
        let key: CredentialKey
        let credential: Credential
    }

    /// The name in messages.
    let source: String
    /// Sorted by the rank of their keys.
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

    /// As Docker does it, a helper for the host goes before a login in the file, and the default helper after it. Of
    /// several logins the most specific one is used.
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

extension CredentialLayer {
    /// Decodes Docker's `config.json`, Podman's `auth.json` and other files of that form. Settings that have nothing to do
    /// with logins are ignored.
    ///
    /// - Parameter isBare: The document is the content of `auths`, as in the old `.dockercfg`.
    init(
        _ file: SourceFile, source: String? = nil, matching: CredentialKey.Matching = .exact, isBare: Bool = false
    ) throws(CredentialFileError) {
        let source = source ?? file.path
        guard !file.bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            self.init(source: source)
            return
        }
        do {
            let root = try DocumentReader.strictJSON(file, limits: ReadingLimits(depth: 64, inputSize: 4 << 20))
            guard root.isMapping else { throw root.error("the file must contain a JSON object") }
            if isBare {
                self.init(source: source, entries: try Self.entries(root, matching))
                return
            }
            let auths = try Self.mapping(root, "auths")
            var helpers: [String: String] = [:]
            if let named = try Self.mapping(root, "credHelpers") {
                for member in named.members {
                    guard let key = member.key.text.flatMap({ CredentialKey($0) }), let name = member.value.string
                    else { continue }
                    helpers[key.host] = name
                }
            }
            let entries = if let auths { try Self.entries(auths, matching) } else { [Entry]() }
            self.init(
                source: source, entries: entries, helpers: helpers,
                defaultHelper: root["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 })
        } catch let error as DocumentError {
            // The description of the error shows the line, which may contain a password.
            throw CredentialFileError(path: file.path, position: error.position, message: error.message)
        } catch {
            throw CredentialFileError(path: file.path, position: nil, message: "cannot be read")
        }
    }

    private static func mapping(_ root: TreeNode, _ key: String) throws(DocumentError) -> TreeNode? {
        guard let node = root[key: key], !node.isNull else { return nil }
        guard node.isMapping else { throw node.error("`\(key)` must be an object, not \(node.typeDescription)") }
        return node
    }

    private static func entries(_ node: TreeNode, _ matching: CredentialKey.Matching) throws(DocumentError) -> [Entry] {
        var entries: [Entry] = []
        for member in node.members {
            let name = member.key.text ?? ""
            guard let key = CredentialKey(name, matching: matching),
                let credential = try credential(member.value, name)
            else { continue }
            entries.append(Entry(key: key, credential: credential))
        }
        return entries
    }

    /// Nil for an empty entry: Docker writes one if a helper keeps the login.
    private static func credential(_ node: TreeNode, _ key: String) throws(DocumentError) -> Credential? {
        guard node.isMapping else { throw node.error("the login for `\(key)` must be an object") }
        func text(_ name: String) throws(DocumentError) -> String? {
            guard let value = node[key: name], !value.isNull else { return nil }
            guard let string = value.string else { throw value.error("`\(name)` of `\(key)` must be a string") }
            return string.isEmpty ? nil : string
        }
        let login: (user: String, password: Secret)? =
            if let auth = try text("auth") { try pair(auth, node, key) } else { nil }
        if let token = try text("identitytoken") { return .identityToken(Secret(token), user: login?.user) }
        if let token = try text("registrytoken") { return .registryToken(Secret(token)) }
        if let login { return .password(user: login.user, password: login.password) }
        if let user = try text("username"), let password = try text("password") {
            return .password(user: user, password: Secret(password))
        }
        return nil
    }

    private static func pair(
        _ auth: String, _ node: TreeNode, _ key: String
    ) throws(DocumentError) -> (user: String, password: Secret) {
        guard var pair = Base64.decode(auth), String(validating: pair, as: UTF8.self) != nil else {
            throw node.error("`auth` of `\(key)` is not base64 of a user name and a password")
        }
        // Some tools pad the password with NUL bytes.
        while pair.last == 0 { pair.removeLast() }
        guard let colon = pair.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
            throw node.error("`auth` of `\(key)` does not hold `user:password`")
        }
        return (
            String(decoding: pair[..<colon], as: UTF8.self),
            Secret(String(decoding: pair[(colon + 1)...], as: UTF8.self))
        )
    }
}
