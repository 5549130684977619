/// Patterns over whole names of images, `docker.io/grafana/loki`, as people write them. One that no name could fit would
/// pass what it was written to catch.
enum WholeName {
    /// With the registry that short names mean: `rancher/kubectl` and `grafana/*` are Docker Hub's.
    static func completed(_ pattern: String) -> String {
        guard let slash = pattern.firstIndex(of: "/") else { return pattern }
        let host = pattern[..<slash]
        return isGlob(host) || isHost(host) || host.isEmpty ? pattern : "docker.io/" + pattern
    }

    /// Why no name could fit a glob, with what was probably meant.
    static func problem(_ glob: String) -> String? {
        if glob.contains("://") { return "a scheme such as https:// is no part of an image's name" }
        if glob.hasSuffix("/") { return "leave the slash at its end out" }
        if glob.contains("/") || glob == "**" { return nil }
        return "names begin with their registry; did you mean `\(glob == "*" ? "**" : "**/" + glob)`?"
    }

    static func isGlob(_ text: some StringProtocol) -> Bool { text.contains { "*?[{\\".contains($0) } }

    /// The grammar's own test: the first part of a name is a host where it has a dot or a port, or is `localhost`.
    private static func isHost(_ text: Substring) -> Bool {
        text.contains(".") || text.contains(":") || text == "localhost"
    }
}
