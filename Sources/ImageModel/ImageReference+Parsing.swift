internal import SourceText

extension ImageReference {
    /// Parses a reference by the grammar of distribution/reference, but rejects what that grammar allows and no
    /// registry accepts (ports above 65535, upper-case digests, zones in IPv6 addresses).
    package convenience init(_ text: some StringProtocol) throws(ReferenceError) {
        // Bytes, because the grammar is ASCII and characters take ten times as long.
        try self.init(parsing: Array(text.utf8))
    }

    private convenience init(parsing text: [UInt8]) throws(ReferenceError) {
        if text.isEmpty { throw .empty }
        if Self.looksLikeTemplate(text) { throw .template }
        guard text.allSatisfy({ $0.isAlphanumeric || Self.isPunctuation($0) }) else {
            throw .invalid(
                Self.isSurroundedBySpace(text)
                    ? "it begins or ends with white space" : "it contains a character that is not allowed")
        }
        if Self.hasScheme(text) { throw .invalid("it contains a scheme such as https://") }
        if Self.isLocalhost(text[...]) { throw .invalid("it is a host without a repository") }

        var rest = text[...]
        var digest: ImageDigest?
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            digest = try Self.digest(rest[(at + 1)...])
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.lastIndex(of: UInt8(ascii: ":")), !rest[colon...].contains(UInt8(ascii: "/")) {
            tag = try Self.tag(rest[(colon + 1)...])
            rest = rest[..<colon]
        }
        if digest == nil, Self.isIdentifier(rest, tag: tag) { throw .invalid("it is an image ID, not a reference") }
        let (registry, repository) = try Self.name(rest)
        self.init(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    private static func isSurroundedBySpace(_ text: [UInt8]) -> Bool {
        let text = String(decoding: text, as: UTF8.self).unicodeScalars
        return text.first?.properties.isWhitespace == true || text.last?.properties.isWhitespace == true
    }

    /// Whether the text contains `://`.
    private static func hasScheme(_ text: [UInt8]) -> Bool {
        var previous: (UInt8, UInt8) = (0, 0)
        for byte in text {
            if byte == UInt8(ascii: "/"), previous == (UInt8(ascii: ":"), UInt8(ascii: "/")) { return true }
            previous = (previous.1, byte)
        }
        return false
    }

    private static func isLocalhost(_ text: ArraySlice<UInt8>) -> Bool { text.elementsEqual("localhost".utf8) }

    /// The punctuation of names, tags and digests; each part allows only some of it.
    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ":"),
            UInt8(ascii: "@"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "+"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// 64 hexadecimal digits, also after `sha256:`, identify an image in a local store, not in a registry.
    private static func isIdentifier(_ name: ArraySlice<UInt8>, tag: String?) -> Bool {
        guard let tag else { return name.count == 64 && name.allSatisfy { $0.isLowercaseHexadecimal } }
        return [64, 128].contains(tag.utf8.count)
            && (try? ImageDigest(parsing: name + [UInt8(ascii: ":")] + tag.utf8)) != nil
    }

    private static func digest(_ text: ArraySlice<UInt8>) throws(ReferenceError) -> ImageDigest {
        if text.isEmpty { throw .invalid("there is no digest after the '@'") }
        do {
            return try ImageDigest(parsing: text)
        } catch .unsupportedAlgorithm(let name) {
            throw .unsupportedAlgorithm(name)
        } catch {
            throw .invalid("the digest must be sha256: and 64, or sha512: and 128, lower-case hexadecimal digits")
        }
    }

    private static func tag(_ text: ArraySlice<UInt8>) throws(ReferenceError) -> String {
        guard let first = text.first else { throw .invalid("there is no tag after the ':'") }
        guard text.count <= 128, first.isAlphanumeric || first == UInt8(ascii: "_"),
            text.allSatisfy({ $0.isAlphanumeric || isSeparator($0) })
        else {
            throw .invalid("the tag must be 1 to 128 letters, digits, '_', '.' or '-', and not start with '.' or '-'")
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func name(_ text: ArraySlice<UInt8>) throws(ReferenceError) -> (registry: String, repository: String)
    {
        var registry = "docker.io"
        var path = text
        if let slash = text.firstIndex(of: UInt8(ascii: "/")), isRegistry(text[..<slash]) {
            registry = try host(text[..<slash])
            path = text[(slash + 1)...]
        }
        var start = path.startIndex
        while let slash = path[start...].firstIndex(of: UInt8(ascii: "/")) {
            try check(component: path[start..<slash])
            start = slash + 1
        }
        try check(component: path[start...])
        var repository = String(decoding: path, as: UTF8.self)
        if registry == "docker.io", start == path.startIndex { repository = "library/" + repository }
        guard repository.utf8.count <= 255 else { throw .invalid("the repository name is longer than 255 characters") }
        return (registry, repository)
    }

    /// Docker's rule for hosts: a dot, a port or an upper-case letter, or `localhost`.
    private static func isRegistry(_ component: ArraySlice<UInt8>) -> Bool {
        component.contains {
            $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "[") || $0.isUppercaseLetter
        } || isLocalhost(component)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func host(_ text: ArraySlice<UInt8>) throws(ReferenceError) -> String {
        if text.first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else {
                throw .invalid("unclosed '[' around an IPv6 address")
            }
            try checkIPv6(Substring(decoding: text[(text.startIndex + 1)..<close], as: UTF8.self))
            let port = text[(close + 1)...]
            if !port.isEmpty { try check(port: port) }
        } else {
            let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
            if colon < text.endIndex { try check(port: text[colon...]) }
            try check(host: text[..<colon])
        }
        guard text.contains(where: { $0.isUppercaseLetter }) else {
            return registry(String(decoding: text, as: UTF8.self))
        }
        // A component that is a host only because of its upper-case letters keeps them.
        let folded = text.map(\.lowercased)
        return isRegistry(folded[...])
            ? registry(String(decoding: folded, as: UTF8.self)) : String(decoding: text, as: UTF8.self)
    }

    private static func registry(_ host: String) -> String { dockerHosts.contains(host) ? "docker.io" : host }

    private static func check(host name: ArraySlice<UInt8>) throws(ReferenceError) {
        let dot = UInt8(ascii: ".")
        let hyphen = UInt8(ascii: "-")
        /// A dot at the start and at the end marks the border of a label.
        var previous = dot
        var isValid = true
        for byte in name {
            switch byte {
            case dot: isValid = isValid && previous != dot && previous != hyphen
            case hyphen: isValid = isValid && previous != dot
            default: isValid = isValid && byte.isAlphanumeric
            }
            previous = byte
        }
        guard isValid, previous != dot, previous != hyphen else {
            let hint = previous == dot ? ": it ends with a dot" : ""
            throw .invalid("'\(String(decoding: name, as: UTF8.self))' is not a valid registry host\(hint)")
        }
    }

    /// The names of Docker Hub.
    private static let dockerHosts: Set = [
        "docker.io", "index.docker.io", "registry-1.docker.io", "docker.io:443", "index.docker.io:443",
        "registry-1.docker.io:443",
    ]

    private static func check(port: ArraySlice<UInt8>) throws(ReferenceError) {
        let digits = port.dropFirst()
        guard port.first == UInt8(ascii: ":"), digits.count <= 5, digits.allSatisfy({ $0.isDigit }),
            let number = Int(String(decoding: digits, as: UTF8.self)),
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
            throw .invalid("[\(text)] is not a valid IPv6 address")
        }
    }

    /// One path component: alphanumeric runs joined by `.`, `_`, `__` or any number of `-`.
    private static func check(component: ArraySlice<UInt8>) throws(ReferenceError) {
        if component.isEmpty { throw .invalid("a part of the repository name is empty") }
        if component.contains(where: { $0.isUppercaseLetter }) {
            throw .invalid("the repository name must be lower case")
        }
        /// The current separator: its byte and how often it is repeated.
        var separator = (byte: UInt8(0), count: 0)
        for byte in component {
            if byte.isLowercaseAlphanumeric {
                separator.count = 0
                continue
            }
            let continues = separator.count == 0 || separator.byte == byte
            separator = (byte, separator.count + 1)
            let longest = byte == UInt8(ascii: ".") ? 1 : byte == UInt8(ascii: "_") ? 2 : .max
            if !isSeparator(byte) || !continues || separator.count > longest {
                throw .invalid(
                    "'\(String(decoding: component, as: UTF8.self))' is not a valid part of a repository name")
            }
        }
        guard let first = component.first, first.isLowercaseAlphanumeric, separator.count == 0 else {
            throw .invalid("'\(String(decoding: component, as: UTF8.self))' must start and end with a letter or digit")
        }
    }
}
