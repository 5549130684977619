extension ImageReference {
    /// Parses a reference by the grammar of distribution/reference, stricter where that grammar lets through what no
    /// registry accepts (ports above 65535, upper-case digests, zones in IPv6 addresses).
    package init(_ text: some StringProtocol) throws(ReferenceError) {
        if text.isEmpty { throw .empty }
        if Self.looksLikeTemplate(text) { throw .template }
        if text.contains("://") { throw .invalid("a scheme such as https:// is no part of an image reference") }
        guard text.utf8.allSatisfy({ $0.isAlphanumeric || Self.punctuation.contains($0) }) else {
            throw .invalid("it contains a character that no image reference may have")
        }

        var rest = Substring(text)
        var digest: ImageDigest?
        if let at = rest.firstIndex(of: "@") {
            digest = try Self.digest(rest[rest.index(after: at)...])
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = try Self.tag(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        if digest == nil, tag == nil, rest.utf8.count == 64, rest.utf8.allSatisfy(\.isLowercaseHexadecimal) {
            throw .invalid("it is an image ID, not a reference")
        }
        let (registry, repository) = try Self.name(rest)
        self.init(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    /// Whether leftovers of a template stand in the text. Decided before the grammar, so that the message says so.
    package static func looksLikeTemplate(_ text: some StringProtocol) -> Bool {
        text.contains("{{") || text.contains("}}") || text.contains("$") || text.contains("<") || text.contains("%")
            || text.contains("@@") || text.contains("[[")
    }

    private static let punctuation = Set("._-/:@[]+".utf8)

    private static func digest(_ text: Substring) throws(ReferenceError) -> ImageDigest {
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
        guard let first = bytes.first, bytes.count <= 128, first.isAlphanumeric || first == UInt8(ascii: "_"),
            bytes.allSatisfy({ $0.isAlphanumeric || "._-".utf8.contains($0) })
        else {
            throw .invalid("the tag must be 1 to 128 letters, digits, '_', '.' or '-', and not start with '.' or '-'")
        }
        return String(text)
    }

    private static func name(_ text: Substring) throws(ReferenceError) -> (registry: String, repository: String) {
        var components = text.split(separator: "/", omittingEmptySubsequences: false)
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
    private static func isRegistry(_ component: Substring) -> Bool {
        component == "localhost"
            || component.utf8.contains { ".:[".utf8.contains($0) || $0.isUppercaseLetter }
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
            else { throw .invalid("\(name) is no valid registry host") }
        }
        let host = text.lowercased()
        return ["index.docker.io", "registry-1.docker.io", "docker.io:443"].contains(host) ? "docker.io" : host
    }

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
        var separator: [UInt8] = []
        for byte in component.utf8 {
            if byte.isLowercaseAlphanumeric {
                separator = []
                continue
            }
            separator.append(byte)
            let joins =
                separator == [UInt8(ascii: ".")] || separator == [UInt8(ascii: "_")]
                || separator == [UInt8(ascii: "_"), UInt8(ascii: "_")]
                || separator.allSatisfy { $0 == UInt8(ascii: "-") }
            if !joins { throw .invalid("'\(component)' is no valid part of a repository name") }
        }
        guard let first = component.utf8.first, first.isLowercaseAlphanumeric, separator.isEmpty else {
            throw .invalid("'\(component)' must start and end with a letter or digit")
        }
    }
}
