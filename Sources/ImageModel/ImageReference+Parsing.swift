extension ImageReference {
    /// Parses a reference by the grammar of distribution/reference, stricter where that grammar lets through what no
    /// registry accepts (ports above 65535, upper-case digests, zones in IPv6 addresses).
    package init(_ text: some StringProtocol) throws(ReferenceError) {
        // One type below: code that is generic over strings costs ten times as much when it comes from another module.
        try self.init(parsing: Substring(text))
    }

    private init(parsing text: Substring) throws(ReferenceError) {
        if text.isEmpty { throw .empty }
        if Self.looksLikeTemplate(text) { throw .template }
        if text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x80 }), let first = text.unicodeScalars.first,
            let last = text.unicodeScalars.last, first.properties.isWhitespace || last.properties.isWhitespace
        {
            throw .invalid("it begins or ends with white space")
        }
        guard text.utf8.allSatisfy({ $0.isAlphanumeric || Self.isPunctuation($0) }) else {
            throw .invalid("it contains a character that no image reference may have")
        }
        // From here on all is ASCII. Bytes are looked at, not characters: an audit parses references by the thousand.
        if Self.hasScheme(text) { throw .invalid("a scheme such as https:// is no part of an image reference") }
        if text == "localhost" { throw .invalid("it names a host and no repository") }

        var rest = text
        var digest: ImageDigest?
        if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
            digest = try Self.digest(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.utf8.lastIndex(of: UInt8(ascii: ":")), !rest.utf8[colon...].contains(UInt8(ascii: "/")) {
            tag = try Self.tag(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        if digest == nil, Self.isIdentifier(rest, tag: tag) { throw .invalid("it is an image ID, not a reference") }
        let (registry, repository) = try Self.name(rest)
        self.init(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    /// Whether `://` stands in the text. By bytes: a search for characters takes longer than all else here.
    private static func hasScheme(_ text: Substring) -> Bool {
        var previous: (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "/"), previous == (UInt8(ascii: ":"), UInt8(ascii: "/")) { return true }
            previous = (previous.1, byte)
        }
        return false
    }

    /// All that may stand in a name, a tag or a digest; each part has its own, narrower rule.
    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ":"),
            UInt8(ascii: "@"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "+"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// 64 hexadecimal digits, or those after `sha256:`, name an image in a local store and in no registry.
    private static func isIdentifier(_ name: Substring, tag: String?) -> Bool {
        guard let tag else { return name.utf8.count == 64 && name.utf8.allSatisfy(\.isLowercaseHexadecimal) }
        return [64, 128].contains(tag.utf8.count) && (try? ImageDigest(name + ":" + tag)) != nil
    }

    private static func digest(_ text: Substring) throws(ReferenceError) -> ImageDigest {
        if text.isEmpty { throw .invalid("nothing follows the '@' where a digest should stand") }
        do {
            return try ImageDigest(text)
        } catch .unsupportedAlgorithm(let name) {
            throw .unsupportedAlgorithm(name)
        } catch {
            throw .invalid("the digest must be sha256: and 64, or sha512: and 128, lower-case hexadecimal digits")
        }
    }

    private static func tag(_ text: Substring) throws(ReferenceError) -> String {
        let bytes = text.utf8
        if bytes.isEmpty { throw .invalid("nothing follows the ':' where a tag should stand") }
        guard let first = bytes.first, bytes.count <= 128, first.isAlphanumeric || first == UInt8(ascii: "_"),
            bytes.allSatisfy({ $0.isAlphanumeric || isSeparator($0) })
        else {
            throw .invalid("the tag must be 1 to 128 letters, digits, '_', '.' or '-', and not start with '.' or '-'")
        }
        return String(text)
    }

    private static func name(_ text: Substring) throws(ReferenceError) -> (registry: String, repository: String) {
        var components = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(
            Substring.init)
        var registry = "docker.io"
        if let first = components.first, components.count > 1, isRegistry(first) {
            registry = try host(first)
            components.removeFirst()
        }
        for component in components { try check(component: component) }
        if registry == "docker.io", components.count == 1 { components.insert("library", at: 0) }
        let repository = components.joined(separator: "/")
        guard repository.utf8.count <= 255 else { throw .invalid("the repository name is longer than 255 characters") }
        return (registry, repository)
    }

    /// Docker's rule for what is a host: it has a dot, a port or an upper-case letter, or is `localhost`.
    static func isRegistry(_ component: Substring) -> Bool {
        component == "localhost"
            || component.utf8.contains {
                $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "[") || $0.isUppercaseLetter
            }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func host(_ text: Substring) throws(ReferenceError) -> String {
        var name = text
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { throw .invalid("the IPv6 address lacks its ']'") }
            try checkIPv6(text[text.index(after: text.startIndex)..<close])
            let port = text[text.index(after: close)...]
            if !port.isEmpty { try check(port: port) }
        } else {
            if let colon = text.firstIndex(of: ":") {
                try check(port: text[colon...])
                name = text[..<colon]
            }
            let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard
                labels.allSatisfy({ label in
                    label.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
                        && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-") && !label.isEmpty
                })
            else {
                let hint = labels.last?.isEmpty == true ? ": it ends with a dot" : ""
                throw .invalid("'\(name)' is no valid registry host\(hint)")
            }
        }
        let host = text.lowercased()
        if dockerHosts.contains(host) { return "docker.io" }
        // A host that only its upper-case letters make a host would be something else without them.
        return isRegistry(host[...]) ? host : String(text)
    }

    /// Names of one and the same registry.
    private static let dockerHosts: Set = [
        "docker.io", "index.docker.io", "registry-1.docker.io", "docker.io:443", "index.docker.io:443",
        "registry-1.docker.io:443",
    ]

    private static func check(port: Substring) throws(ReferenceError) {
        let digits = port.dropFirst()
        guard port.first == ":", digits.utf8.count <= 5, digits.utf8.allSatisfy(\.isDigit), let number = Int(digits),
            (1...65535).contains(number)
        else { throw .invalid("the registry's port must be a number from 1 to 65535") }
    }

    private static func checkIPv6(_ text: Substring) throws(ReferenceError) {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        let groups = halves.flatMap { $0.split(separator: ":", omittingEmptySubsequences: false) }.filter {
            !$0.isEmpty
        }
        let stray = halves.contains { $0.hasPrefix(":") || $0.hasSuffix(":") }
        let complete = halves.count == 1 ? groups.count == 8 : halves.count == 2 && groups.count <= 7
        guard complete, !stray, groups.allSatisfy({ $0.utf8.count <= 4 && $0.utf8.allSatisfy(\.isHexadecimal) }) else {
            throw .invalid("[\(text)] is no valid IPv6 address")
        }
    }

    /// One path component: alphanumeric runs joined by `.`, `_`, `__` or any number of `-`.
    private static func check(component: Substring) throws(ReferenceError) {
        if component.isEmpty { throw .invalid("a part of the repository name is empty") }
        if component.utf8.contains(where: \.isUppercaseLetter) {
            throw .invalid("the repository name must be lower case")
        }
        /// The separator so far: its byte and how often it stands there.
        var separator = (byte: UInt8(0), count: 0)
        for byte in component.utf8 {
            if byte.isLowercaseAlphanumeric {
                separator.count = 0
                continue
            }
            let continues = separator.count == 0 || separator.byte == byte
            separator = (byte, separator.count + 1)
            let longest = byte == UInt8(ascii: ".") ? 1 : byte == UInt8(ascii: "_") ? 2 : .max
            if !isSeparator(byte) || !continues || separator.count > longest {
                throw .invalid("'\(component)' is no valid part of a repository name")
            }
        }
        guard let first = component.utf8.first, first.isLowercaseAlphanumeric, separator.count == 0 else {
            throw .invalid("'\(component)' must start and end with a letter or digit")
        }
    }
}
