package import AuditModel
internal import ImageModel

/// The command that makes a mirror's image what it should be. polyarch itself copies nothing.
package struct MirrorRepair: Sendable {
    /// The programs that can copy a whole image.
    package enum Tool: String, Sendable, CaseIterable {
        case skopeo
        case regctl
        case crane
    }

    private let tool: Tool
    /// By registry; the tools know nothing of `--registries`.
    private let endpoints: [String: CopyEndpoint]

    package init(tool: Tool = .skopeo, endpoints: [String: CopyEndpoint] = [:]) {
        self.tool = tool
        self.endpoints = endpoints
    }

    /// Nil where there is nothing to copy: the mirror is fine, or upstream has nothing or does not answer.
    ///
    /// - Parameter bringsAttachments: whether signatures and their like are to be copied too, which of the tools only
    ///   regctl does.
    package func command(
        for comparison: MirrorComparison, upstream: Resolution?, bringsAttachments: Bool = false
    ) -> String? {
        switch comparison.verdict {
        case .couldNotCheck, .upstreamGone: return nil
        case .identical where !bringsAttachments: return nil
        case .identical: break
        case .missing, .incomplete, .converted, .flattened, .subset, .stale, .diverged: break
        }
        if upstream?.failure != nil { return nil }
        // What was judged is what is copied, even if the tag moves in between.
        let digest = comparison.source.digest ?? comparison.sourceDigest
        let source = comparison.source.with(tag: digest == nil ? comparison.source.tag : nil, digest: digest).asked
        // The tag is written, so that the copy is not collected as garbage.
        let target = comparison.target.tagged
        // skopeo refuses to copy an index that holds an index.
        let chosen = bringsAttachments ? Tool.regctl : tool == .skopeo && isNested(upstream) ? Tool.crane : tool
        return words(chosen, source, target).map(Self.shellQuoted).joined(separator: " ")
    }

    /// `text` as one word of a POSIX shell.
    package static func shellQuoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0.isAlphanumeric || "._-/:@+=,%".utf8.contains($0) }
        return isPlain
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private func words(_ tool: Tool, _ source: ImageReference, _ target: ImageReference) -> [String] {
        let (from, to) = (endpoints[source.registry], endpoints[target.registry])
        let (sourceName, targetName) = (CopyEndpoint.name(source, at: from), CopyEndpoint.name(target, at: to))
        let trust = CopyEndpoint.environment(of: [from, to].compactMap(\.self), for: tool)
        switch tool {
        case .skopeo:
            return trust + ["skopeo", "copy", "--all", "--preserve-digests"]
                + (from.map { $0.skopeoOptions("src") } ?? []) + (to.map { $0.skopeoOptions("dest") } ?? [])
                + ["docker://" + sourceName, "docker://" + targetName]
        case .regctl:
            let hosts = [from, to].compactMap { $0?.regctlHost }
            return trust + ["regctl"] + Set(hosts).sorted().flatMap { ["--host", $0] }
                + ["image", "copy", "--digest-tags", "--referrers", sourceName, targetName]
        case .crane:
            let isInsecure = [from, to].contains { $0?.isPlainHTTP == true }
            return trust + ["crane", "copy"] + (isInsecure ? ["--insecure"] : []) + [sourceName, targetName]
        }
    }

    private func isNested(_ resolution: Resolution?) -> Bool {
        guard case .index(let index) = resolution else { return false }
        return index.entries.contains { !$0.nestedIn.isEmpty || MediaType.isIndex($0.descriptor.mediaType) }
    }
}
