internal import DocumentReading
internal import FileSystem
internal import HTTPTransport
internal import SourceText

/// Reads one endpoint of a `--registries` file: a mapping, or just the URL in a list of endpoints.
struct EndpointReader {
    private let registry: String
    private let node: TreeNode
    /// Of the registry's entry; used if the endpoint sets none.
    private let concurrency: Int?

    init(registry: String, _ node: TreeNode, concurrency: Int? = nil) {
        self.registry = registry
        self.node = node
        self.concurrency = concurrency
    }

    func endpoint() throws(DocumentError) -> RegistryEndpoint {
        if let text = node.string {
            return RegistryEndpoint(
                registry: registry, url: try url(text, node), trust: TransferTrust(allowsPrivateAddresses: true),
                isListed: true, concurrency: concurrency)
        }
        var reader = try MappingReader(node, "`\(registry)`")
        let endpointNode = reader.value("endpoint")
        let text = try reader.string("endpoint")
        let authority = try Self.file("ca", &reader)
        let certificate = try Self.file("cert", &reader)
        let key = try Self.file("key", &reader)
        let concurrency = try Self.concurrency(&reader) ?? self.concurrency
        let tokenServiceNode = reader.value("tokenService")
        let tokenServiceText = try reader.string("tokenService")
        try reader.finish()
        let url = try url(text, endpointNode ?? node)
        let tokenService: HTTPURL? =
            if let tokenServiceText { try Self.parsed(tokenServiceText, "tokenService", tokenServiceNode ?? node) } else
            { nil }
        if url.scheme == "http", let file = authority ?? certificate ?? key {
            throw file.node.error("`\(file.name)` has no effect on an http:// endpoint")
        }
        var trust = TransferTrust(certificateAuthorityFile: authority?.path)
        // An endpoint that the operator names may be in a private network.
        trust.allowsPrivateAddresses = text != nil
        switch (certificate, key) {
        case (nil, nil): break
        case (let certificate?, let key?):
            trust.clientCertificate = .init(certificateFile: certificate.path, keyFile: key.path)
        case (let certificate?, nil): throw certificate.node.error("`cert` needs `key`, too")
        case (nil, let key?): throw key.node.error("`key` needs `cert`, too")
        }
        return RegistryEndpoint(
            registry: registry, url: url, trust: trust, tokenService: tokenService, isListed: text != nil,
            concurrency: concurrency)
    }

    static func concurrency(_ reader: inout MappingReader) throws(DocumentError) -> Int? {
        let node = reader.value("concurrency")
        guard let value = try reader.integer("concurrency"), let node else { return nil }
        guard (1...256).contains(value) else { throw node.error("`concurrency` must be between 1 and 256") }
        return value
    }

    /// The registry's default URL if `text` is nil.
    private func url(_ text: String?, _ place: TreeNode) throws(DocumentError) -> HTTPURL {
        if let text { return try Self.parsed(text, "endpoint", place) }
        do {
            return try RegistryEndpoints.defaultURL(of: registry)
        } catch {
            throw place.error("`\(registry)` needs an `endpoint`: \(error.message)")
        }
    }

    private static func parsed(_ text: String, _ key: String, _ place: TreeNode) throws(DocumentError) -> HTTPURL {
        guard !text.utf8.contains(UInt8(ascii: "?")), !text.utf8.contains(UInt8(ascii: "#")) else {
            throw place.error("`\(key)` must be a URL without a query or fragment")
        }
        do {
            return try HTTPURL(text)
        } catch {
            throw place.error(
                "`\(key)` must be a URL such as https://registry.example or http://127.0.0.1:5000: \(error.message)")
        }
    }

    /// The path of a readable file; a relative one is relative to the file that names it.
    private static func file(
        _ name: String, _ reader: inout MappingReader
    ) throws(DocumentError) -> (name: String, path: String, node: TreeNode)? {
        let node = reader.value(name)
        guard let text = try reader.string(name), let node else { return nil }
        let folder = node.file.path.lastIndex(of: "/").map { node.file.path[...$0] } ?? ""
        let path = text.hasPrefix("/") ? text : folder + text
        do {
            _ = try FileContents.read(path, limit: 16 << 20)
        } catch {
            throw node.error("`\(name)`: \(error)")
        }
        return (name, path, node)
    }
}
