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
        // skopeo takes a folder, and of it the files that end in `.crt`.
        guard let file = certificateAuthorityFile, file.hasSuffix(".crt") else { return [] }
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return ["--\(side)-cert-dir=\(folder.isEmpty ? (file.hasPrefix("/") ? "/" : ".") : folder)"]
    }

    /// For `regctl --host`.
    var regctlHost: String? { isPlainHTTP ? "reg=\(authority),tls=disabled" : nil }
}
