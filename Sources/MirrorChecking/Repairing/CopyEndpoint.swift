internal import ImageModel

/// Where a registry really is, in terms of the tools that copy: a host, and perhaps a folder in which its repositories
/// lie.
package struct CopyEndpoint: Sendable, Hashable {
    /// `127.0.0.1:5101`
    package let authority: String
    /// Without slashes at its ends; empty for none.
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

    /// `reference` as a tool has to be told that knows of no endpoints.
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

    /// How a tool is told of certificates that it has no option for. All of them are written in Go, whose variables add
    /// one file, or the files of folders, to the system's certificates.
    static func environment(of endpoints: [CopyEndpoint], for tool: MirrorRepair.Tool) -> [String] {
        let files = endpoints.filter { !$0.isPlainHTTP }.compactMap(\.certificateAuthorityFile)
            .filter { tool != .skopeo || !isForSkopeo($0) }
        guard let first = files.first else { return [] }
        if Set(files).count == 1 { return ["env", "SSL_CERT_FILE=" + first] }
        return ["env", "SSL_CERT_DIR=" + Set(files.map(folder)).sorted().joined(separator: ":")]
    }

    /// skopeo takes a folder, and of it the files that end in `.crt`.
    private static func isForSkopeo(_ file: String) -> Bool { file.hasSuffix(".crt") }

    private static func folder(of file: String) -> String {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder.isEmpty ? (file.hasPrefix("/") ? "/" : ".") : folder
    }

    /// For `regctl --host`.
    var regctlHost: String? { isPlainHTTP ? "reg=\(authority),tls=disabled" : nil }
}
