internal import ImageModel

/// A reference as a file spells it. A pin keeps that spelling, without adding `docker.io/library/` or a tag that was
/// never written.
struct ReferenceSpelling {
    private let reference: ImageReference
    /// Registry and repository as written.
    let name: Substring
    /// With its colon; empty without a tag.
    let tag: Substring

    init(_ text: String) throws(PinObstacle) {
        do { reference = try ImageReference(text) } catch { throw PinObstacle(error) }
        let tagged = text[..<(text.firstIndex(of: "@") ?? text.endIndex)]
        let slash = tagged.lastIndex(of: "/") ?? tagged.startIndex
        let colon = reference.tag == nil ? tagged.endIndex : tagged[slash...].firstIndex(of: ":") ?? tagged.endIndex
        name = tagged[..<colon]
        tag = tagged[colon...]
    }

    /// The replacement, spelled in the same way.
    func replaced(by replacement: ImageReference) throws(PinObstacle) -> String {
        guard let digest = replacement.digest else { throw .noDigest }
        if replacement.name != reference.name {
            return replacement.name + (replacement.tag.map { ":" + $0 } ?? "") + "@" + digest.description
        }
        let keepsTag = replacement.tag == reference.tag || replacement.tag == reference.effectiveTag
        let tag = keepsTag ? String(tag) : replacement.tag.map { ":" + $0 } ?? ""
        return name + tag + "@" + digest.description
    }
}
