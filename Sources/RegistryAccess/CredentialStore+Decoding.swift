internal import DocumentReading
package import SourceText

extension CredentialStore {
    /// Decodes a Docker `config.json`; what has nothing to do with logins is left alone.
    package init(_ file: SourceFile) throws(CredentialFileError) {
        guard !file.bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            self.init()
            return
        }
        do {
            try self.init(DocumentReader.strictJSON(file, limits: ReadingLimits(depth: 64, inputSize: 4 << 20)))
        } catch {
            // The error's own description shows the line, which may hold a password.
            throw CredentialFileError(path: file.path, position: error.position, message: error.message)
        }
    }

    private init(_ root: TreeNode) throws(DocumentError) {
        guard root.isMapping else { throw root.error("Docker's configuration must be an object") }
        var entries: [String: (rank: Int, credential: Credential)] = [:]
        for member in try Self.mapping(root, "auths") {
            let key = member.key.text ?? ""
            guard let host = Self.host(key), let credential = try Self.credential(member.value, key) else { continue }
            // Several spellings of one host: the plain one wins, then Docker's canonical one, then the first.
            let rank = key == host ? 0 : key == "https://index.docker.io/v1/" ? 1 : 2
            if let known = entries[host], known.rank <= rank { continue }
            entries[host] = (rank, credential)
        }
        var helpers: [String: String] = [:]
        for member in try Self.mapping(root, "credHelpers") {
            guard let host = member.key.text.flatMap(Self.host), let name = member.value.string else { continue }
            helpers[host] = name
        }
        let defaultHelper = root["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        self.init(inline: entries.mapValues(\.credential), helpers: helpers, defaultHelper: defaultHelper)
    }

    private static func mapping(_ root: TreeNode, _ key: String) throws(DocumentError) -> [(
        key: TreeNode, value: TreeNode
    )] {
        guard let node = root[key: key], !node.isNull else { return [] }
        guard node.isMapping else { throw node.error("`\(key)` must be an object, not \(node.typeDescription)") }
        return Array(node.members)
    }

    /// The host of a key such as `https://index.docker.io/v1/`; nil for keys that name a path in a registry, which
    /// Docker does not know. Compared as a whole and with its port: `example.org` is not `registry.example.org`.
    private static func host(_ key: String) -> String? {
        var rest = key[...]
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        let host = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(host.count)
        guard !host.isEmpty, ["", "/", "/v1", "/v1/", "/v2", "/v2/"].contains(path) else { return nil }
        return canonical(String(host))
    }

    private static func credential(_ node: TreeNode, _ key: String) throws(DocumentError) -> Credential? {
        guard node.isMapping else { throw node.error("the login for `\(key)` must be an object") }
        func text(_ name: String) throws(DocumentError) -> String? {
            guard let value = node[key: name], !value.isNull else { return nil }
            guard let string = value.string else { throw value.error("`\(name)` of `\(key)` must be a string") }
            return string.isEmpty ? nil : string
        }
        if let token = try text("identitytoken") { return .identityToken(Secret(token)) }
        if let auth = try text("auth") {
            guard var pair = Base64.decode(auth), String(validating: pair, as: UTF8.self) != nil else {
                throw node.error("`auth` of `\(key)` is not base64 of a user name and a password")
            }
            // Some tools pad the password with NUL bytes.
            while pair.last == 0 { pair.removeLast() }
            guard let colon = pair.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
                throw node.error("`auth` of `\(key)` does not hold `user:password`")
            }
            return .password(
                user: String(decoding: pair[..<colon], as: UTF8.self),
                password: Secret(String(decoding: pair[(colon + 1)...], as: UTF8.self)))
        }
        if let user = try text("username"), let password = try text("password") {
            return .password(user: user, password: Secret(password))
        }
        return nil
    }
}
