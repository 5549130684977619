package import AuditModel
internal import ImageModel
internal import SourceText

/// The command that makes a mirror's image what it should be. polyarch itself copies nothing.
package struct MirrorRepair: Sendable {
    /// The programs that can copy a whole image.
    package enum Tool: String, Sendable, CaseIterable {
        case skopeo
        case regctl
        case crane
    }

    private let tool: Tool
    /// By registry: the tools do not know `--registries`.
    private let endpoints: [String: CopyEndpoint]

    package init(tool: Tool = .skopeo, endpoints: [String: CopyEndpoint] = [:]) {
        self.tool = tool
        self.endpoints = endpoints
    }

    /// Nil if there is nothing to copy: the mirror is fine, or upstream has no image or does not answer.
    ///
    /// - Parameter bringsAttachments: whether signatures and other artifacts are copied too, which only regctl
    ///   supports.
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
        // By digest, so that the image that was judged is copied even if the tag moves meanwhile.
        let digest = comparison.source.digest ?? comparison.sourceDigest
        let source = comparison.source.with(tag: digest == nil ? comparison.source.tag : nil, digest: digest).asked
        // By tag, so that the copy is not garbage-collected.
        let target = comparison.target.tagged
        // skopeo refuses to copy nested indexes.
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

/// The address of a registry for the tools that copy: a host, and perhaps a folder that contains its repositories.
package struct CopyEndpoint: Sendable, Hashable {
    /// `127.0.0.1:5101`
    package let authority: String
    /// Without leading or trailing slash; empty for none.
    package let folder: String
    package let isPlainHTTP: Bool
    /// A file of PEM certificates that replaces the system's.
    package let certificateAuthorityFile: String?

    package init(
        authority: String, folder: String = "", isPlainHTTP: Bool = false, certificateAuthorityFile: String? = nil
    ) {
        self.authority = authority
        self.folder = folder
        self.isPlainHTTP = isPlainHTTP
        self.certificateAuthorityFile = certificateAuthorityFile
    }

    /// `reference` at its endpoint, for tools that do not know endpoints.
    static func name(_ reference: ImageReference, at endpoint: CopyEndpoint?) -> String {
        guard let endpoint else { return reference.description }
        let repository = [endpoint.folder, reference.repository].filter { !$0.isEmpty }.joined(separator: "/")
        return ImageReference(
            registry: endpoint.authority, repository: repository, tag: reference.tag, digest: reference.digest
        ).description
    }

    /// - Parameter side: `src` or `dest`.
    func skopeoOptions(_ side: String) -> [String] {
        if isPlainHTTP { return ["--\(side)-tls-verify=false"] }
        guard let file = certificateAuthorityFile, Self.isForSkopeo(file) else { return [] }
        return ["--\(side)-cert-dir=\(Self.folder(of: file))"]
    }

    /// Sets certificates for a tool that has no option for them. The tools are written in Go, which reads these
    /// variables: one file, or folders of files.
    static func environment(of endpoints: [CopyEndpoint], for tool: MirrorRepair.Tool) -> [String] {
        let files = endpoints.filter { !$0.isPlainHTTP }.compactMap(\.certificateAuthorityFile)
            .filter { tool != .skopeo || !isForSkopeo($0) }
        guard let first = files.first else { return [] }
        if Set(files).count == 1 { return ["env", "SSL_CERT_FILE=" + first] }
        return ["env", "SSL_CERT_DIR=" + Set(files.map(folder)).sorted().joined(separator: ":")]
    }

    /// skopeo takes a folder and reads its `.crt` files.
    private static func isForSkopeo(_ file: String) -> Bool { file.hasSuffix(".crt") }

    private static func folder(of file: String) -> String {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder.isEmpty ? (file.hasPrefix("/") ? "/" : ".") : folder
    }

    /// For `regctl --host`.
    var regctlHost: String? { isPlainHTTP ? "reg=\(authority),tls=disabled" : nil }
}
