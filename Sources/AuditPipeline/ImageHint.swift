internal import ImageModel

/// What was probably meant by arguments that are not image references: other tools name images by URLs, and their command
/// lines are easily pasted.
package struct ImageHint: Sendable, Hashable {
    package let message: String

    /// Nil if there is nothing to suggest.
    package init?(arguments: [String]) {
        let words = arguments.flatMap { $0.split { $0 == " " || $0 == "\t" }.map(String.init) }
        if let tool = words.first, Self.tools.contains(tool), words.count > 1 {
            let images = words.dropFirst().drop { Self.verbs.contains($0) || $0.utf8.first == UInt8(ascii: "-") }
            if let image = images.first {
                message = "check takes image names; did you mean 'polyarch check \(image)'?"
                return
            }
        }
        for argument in arguments {
            guard (try? ImageReference(argument)) == nil, let image = Self.image(in: argument) else { continue }
            message = "'\(argument)' is not an image reference; did you mean '\(image)'?"
            return
        }
        return nil
    }

    private static let tools: Set = ["docker", "podman", "nerdctl", "crane", "skopeo", "regctl", "crictl", "ctr"]
    private static let verbs: Set = [
        "pull", "run", "image", "images", "manifest", "inspect", "buildx", "imagetools", "digest", "get",
    ]
    private static let schemes = ["docker://", "oci://", "https://", "http://"]
    /// Web pages about images; the rest of the path is the repository.
    private static let pages = [
        ("hub.docker.com/r/", ""), ("hub.docker.com/_/", ""), ("quay.io/repository/", "quay.io/"),
    ]

    /// The reference inside of a URL, if there is one.
    private static func image(in argument: String) -> String? {
        var text = argument[...]
        if let scheme = schemes.first(where: text.lowercased().hasPrefix) { text = text.dropFirst(scheme.utf8.count) }
        while text.utf8.last == UInt8(ascii: "/") { text = text.dropLast() }
        for (page, registry) in pages where text.hasPrefix(page) {
            text = Substring(registry + text.dropFirst(page.utf8.count))
        }
        return text != argument && (try? ImageReference(String(text))) != nil ? String(text) : nil
    }
}
