internal import ImageModel
internal import SourceText

/// Values that can hardly be anything but an image: a path with a digest, or a registry's host with a path and a tag.
/// Without a host or without a tag, looks say nothing: `apps/v1`, `redis:6379` and `kubernetes.io/arch` are references
/// by the grammar too.
enum StrongReference {
    static func matches(_ text: some StringProtocol) -> Bool {
        // Bytes first: this is asked of every word of every script.
        guard mayOccur(in: text.utf8) || text.hasPrefix("localhost/"),
            let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")),
            let reference = try? ImageReference(text)
        else { return false }
        let host = text[..<slash]
        if reference.digest != nil { return !looksLikeVersion(text) }
        guard let tag = reference.tag, isHost(host, tag: tag) else { return false }
        return !ImageFieldTable.taintEffects.contains(tag) && !isPort(tag)
    }

    /// Whether a word of a long text may be one; false for nearly all texts, without making a string.
    static func mayOccur(in bytes: some Sequence<UInt8>) -> Bool {
        var hasHost = false
        var hasPath = false
        var hasVersion = false
        var isURL = false
        var isDocker = false
        var previous: UInt8 = 0
        var scheme: UInt8 = 0
        for byte in bytes {
            defer { previous = byte }
            switch byte {
            case UInt8(ascii: "/"):
                if isDocker, previous == UInt8(ascii: "/") {
                    (hasHost, hasPath, hasVersion, isURL, isDocker) = (false, false, false, false, false)
                    continue
                }
                if !hasPath, previous == UInt8(ascii: ":") { (isURL, isDocker) = (true, scheme == UInt8(ascii: "r")) }
                hasPath = true
            case UInt8(ascii: "."):
                if !hasPath { hasHost = true }
            case UInt8(ascii: ":"):
                // Of all URLs, those of the scheme `docker` name images.
                scheme = previous
                if hasPath { hasVersion = true } else { hasHost = true }
            case UInt8(ascii: "@"):
                if hasPath { (hasVersion, hasHost) = (true, true) }
            case _ where byte.isAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_"): break
            default:
                if hasHost, hasPath, hasVersion, !isURL { return true }
                (hasHost, hasPath, hasVersion, isURL, isDocker) = (false, false, false, false, false)
            }
        }
        return hasHost && hasPath && hasVersion && !isURL
    }

    /// Whether the text says that it is an image at all: a lone word may be anything.
    static func isTelling(_ text: String) -> Bool {
        guard
            text.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@") })
        else { return false }
        return !namesFile(text) && !namesMachine(text)
    }

    /// `projects/debian-cloud/global/images/family/debian-12` is a machine's image.
    static func namesMachine(_ text: String) -> Bool {
        text.hasPrefix("projects/") && text.contains("/images/")
    }

    /// Whether a host stands before the path: `quay.io/a/b`, `registry:5000/a`.
    static func hasHost(_ text: String) -> Bool {
        guard let slash = text.firstIndex(of: "/") else { return false }
        let host = text[..<slash]
        return host.contains(".") || (host.contains(":") && !host.hasSuffix(":"))
    }

    /// `images/logo.png` is a reference by the grammar.
    static func namesFile(_ text: String) -> Bool {
        let text = text.lowercased()
        return !text.contains(":") && ImageFieldTable.fileSuffixes.contains(where: text.hasSuffix)
    }

    /// A number or a switch: a lone word that names no image.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy(\.isDigit) || ImageFieldTable.plainWords.contains(text)
    }

    private static func isHost(_ text: some StringProtocol, tag: String) -> Bool {
        var name = text[...]
        if let colon = text.firstIndex(of: ":") {
            if ImageFieldTable.foreignPorts.contains(String(text[text.index(after: colon)...])) { return false }
            name = text[..<colon]
        } else if !text.contains("."), text != "localhost" {
            return false
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last, !last.isEmpty else { return false }
        if labels.count > 1, !isAddress(labels) {
            guard last.utf8.count >= 2, last.utf8.allSatisfy(\.isLetter) else {
                return false
            }
        }
        if ImageFieldTable.foreignHosts.contains(String(name)) { return false }
        // Names of labels and annotations: `node.kubernetes.io/instance-type:m5`.
        return !name.hasSuffix(".kubernetes.io")
    }

    private static func isAddress(_ labels: [some StringProtocol]) -> Bool {
        labels.count == 4 && labels.allSatisfy { UInt8($0) != nil }
    }

    private static func isPort(_ tag: String) -> Bool { ["80", "443", "8080", "8443", "9090"].contains(tag) }

    /// `v1@sha256:…` is a tag with its digest, and a reference by the grammar; so is `1.2/x@sha256:…`.
    private static func looksLikeVersion(_ text: some StringProtocol) -> Bool {
        let first = text.first == "v" ? text.dropFirst().first : text.first
        return !text.contains("/") && first?.isNumber == true
    }
}
