internal import ImageModel
internal import SourceText

/// What a text's form says about whether it is an image. The grammar of references says too little: `apps/v1`,
/// `redis:6379` and `kubernetes.io/arch` are references, too.
enum ReferenceHeuristics {
    /// Whether the text can hardly be anything but an image: a path with a digest, or the host of a registry with a
    /// path and a tag.
    static func isQualified(_ text: some StringProtocol) -> Bool {
        // A test of bytes first: this is called for every word of every script.
        guard mayHoldQualified(text.utf8) || text.hasPrefix("localhost/"),
            let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")),
            let reference = try? ImageReference(text)
        else { return false }
        let host = text[..<slash]
        if reference.digest != nil { return !looksLikeVersion(text) }
        guard let tag = reference.tag, isHost(host) else { return false }
        return !ImageFieldTable.taintEffects.contains(tag) && !isWebPort(tag)
    }

    /// Whether a word of a text may be a qualified reference; false for nearly all texts, without making a string.
    static func mayHoldQualified(_ bytes: some Sequence<UInt8>) -> Bool {
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
                // The only URLs that name images have the scheme `docker`.
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

    /// Whether the text has a path, a tag or a digest and does not name a file: a single word may be anything.
    static func isDistinctive(_ text: String) -> Bool {
        guard
            text.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@") })
        else { return false }
        return !namesFile(text) && !namesMachineImage(text)
    }

    /// Google Cloud's machine images: `projects/debian-cloud/global/images/family/debian-12`.
    static func namesMachineImage(_ text: String) -> Bool {
        text.hasPrefix("projects/") && text.contains("/images/")
    }

    /// Whether there is a host before the path: `quay.io/a/b`, `registry:5000/a`.
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

    /// A number, a boolean or another single word that does not name an image.
    static func isPlainWord(_ text: String) -> Bool {
        text.utf8.allSatisfy(\.isDigit) || ImageFieldTable.plainWords.contains(text)
    }

    private static func isHost(_ text: some StringProtocol) -> Bool {
        var name = text[...]
        if let colon = text.firstIndex(of: ":") {
            if ImageFieldTable.otherPorts.contains(String(text[text.index(after: colon)...])) { return false }
            name = text[..<colon]
        } else if !text.contains("."), text != "localhost" {
            return false
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let last = labels.last, !last.isEmpty else { return false }
        if labels.count > 1, !isAddress(labels) {
            guard last.utf8.count >= 2, last.utf8.allSatisfy(\.isLetter) else { return false }
        }
        if ImageFieldTable.otherHosts.contains(String(name)) { return false }
        // Names of labels and annotations: `node.kubernetes.io/instance-type:m5`.
        return !name.hasSuffix(".kubernetes.io")
    }

    private static func isAddress(_ labels: [some StringProtocol]) -> Bool {
        labels.count == 4 && labels.allSatisfy { UInt8($0) != nil }
    }

    /// `example.com/path:8080` has a port where a tag would be.
    private static func isWebPort(_ tag: String) -> Bool { ["80", "443", "8080", "8443", "9090"].contains(tag) }

    /// `v1@sha256:…` is a tag with its digest, but a reference by the grammar.
    private static func looksLikeVersion(_ text: some StringProtocol) -> Bool {
        let first = text.first == "v" ? text.dropFirst().first : text.first
        return !text.contains("/") && first?.isNumber == true
    }
}
