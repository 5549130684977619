package import AuditModel
internal import ImageModel

/// The command that makes a mirror's image what it should be. polyarch itself copies nothing.
package enum MirrorRepair {
    /// Nil where there is nothing to copy: the mirror is fine, or upstream has nothing or does not answer.
    package static func command(for comparison: MirrorComparison, upstream: Resolution?) -> String? {
        switch comparison.verdict {
        case .identical, .couldNotCheck, .upstreamGone: return nil
        case .missing, .incomplete, .converted, .flattened, .subset, .stale, .diverged: break
        }
        if upstream?.failure != nil { return nil }
        let source = source(comparison.source).description
        let target = target(comparison.target).description
        if isNested(upstream) {
            // skopeo refuses to copy an index that holds an index.
            return ["crane", "copy", source, target].map(shellQuoted).joined(separator: " ")
        }
        return ["skopeo", "copy", "--all", "--preserve-digests", "docker://" + source, "docker://" + target]
            .map(shellQuoted).joined(separator: " ")
    }

    /// `text` as one word of a POSIX shell.
    package static func shellQuoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0.isAlphanumeric || "._-/:@+=,%".utf8.contains($0) }
        return isPlain
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// skopeo takes a tag or a digest, not both: read what is pinned …
    private static func source(_ reference: ImageReference) -> ImageReference { reference.asked }

    /// … and write the tag, so that the copy is not collected as garbage.
    private static func target(_ reference: ImageReference) -> ImageReference {
        reference.tag == nil ? reference : reference.with(tag: reference.tag, digest: nil)
    }

    private static func isNested(_ resolution: Resolution?) -> Bool {
        guard case .index(let index) = resolution else { return false }
        return index.entries.contains { !$0.nestedIn.isEmpty || MediaType.isIndex($0.descriptor.mediaType) }
    }
}
