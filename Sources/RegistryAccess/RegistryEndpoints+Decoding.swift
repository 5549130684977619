package import DocumentReading
internal import HTTPTransport
internal import ImageModel
package import SourceText

extension RegistryEndpoints {
    /// Decodes a `--registries` file.
    package init(_ file: SourceFile) throws(DocumentError) {
        guard let root = try DocumentReader.onlyDocument(of: file) else {
            throw DocumentError(.meaning, in: file, at: 0, "the registries file is empty; it needs `registries`")
        }
        var reader = try MappingReader(root, "the registries file")
        var listed: [String: RegistryEndpoint] = [:]
        if let registries = try reader.mapping("registries") {
            for member in registries.node.members {
                let registry = try Self.registry(member.key)
                guard listed[registry] == nil else {
                    throw member.key.error("`\(registry)` stands twice in `registries`: this is another name for it")
                }
                listed[registry] = try Self.endpoint(of: registry, member.value)
            }
        }
        let others = try reader.choice("others", Others.self)
        try reader.finish()
        self.init(listed: listed, others: others ?? .allow, file: file.path)
    }

    /// A host as references name it, in its normal form.
    private static func registry(_ key: TreeNode) throws(DocumentError) -> String {
        let text = key.text ?? ""
        guard !text.contains("/") else {
            throw key.error("`\(text)` must be a host such as ghcr.io, without scheme and path")
        }
        let probe: ImageReference
        do {
            probe = try ImageReference(text + "/x/x")
        } catch {
            throw key.error("`\(text)` is no registry host")
        }
        // A single word such as `registry` would be a folder of docker.io in a reference, never a host.
        guard probe.repository == "x/x" else {
            throw key.error("`\(text)` is no registry host: references to it would mean docker.io/\(text)")
        }
        return probe.registry
    }

    private static func endpoint(of registry: String, _ node: TreeNode) throws(DocumentError) -> RegistryEndpoint {
        var reader = try MappingReader(node, "`\(registry)`")
        let endpointNode = reader.value("endpoint")
        let text = try reader.string("endpoint")
        let authorityNode = reader.value("ca")
        let authority = try reader.string("ca")
        let concurrencyNode = reader.value("concurrency")
        let concurrency = try reader.integer("concurrency")
        try reader.finish()
        if let concurrency, let concurrencyNode, !(1...256).contains(concurrency) {
            throw concurrencyNode.error("`concurrency` must be between 1 and 256")
        }

        var trust = TransferTrust()
        if let authorityNode, let authority {
            trust.certificateAuthorityFile = try authorityFile(authority, authorityNode)
        }
        let place = endpointNode ?? node
        do {
            let url = try text.map { (text) throws(HTTPURLError) in try HTTPURL(text) } ?? defaultURL(of: registry)
            if let text, text.utf8.contains(UInt8(ascii: "?")) || text.utf8.contains(UInt8(ascii: "#")) {
                throw place.error("`endpoint` must be a URL without query and fragment")
            }
            if url.scheme == "http", let authorityNode {
                throw authorityNode.error("`ca` has no meaning for an http:// endpoint")
            }
            // Whoever names an endpoint means that host wherever it is: registries in private networks have names too.
            trust.allowsPrivateAddresses = text != nil
            return RegistryEndpoint(
                registry: registry, url: url, trust: trust, isListed: text != nil, concurrency: concurrency)
        } catch let error as HTTPURLError {
            throw place.error(
                "`endpoint` must be a URL such as https://registry.example or http://127.0.0.1:5000: \(error.message)")
        } catch let error as DocumentError {
            throw error
        } catch {
            throw place.error("`endpoint` must be a URL such as https://registry.example")
        }
    }

    private static func authorityFile(_ text: String, _ node: TreeNode) throws(DocumentError) -> String {
        let folder = node.file.path.lastIndex(of: "/").map { node.file.path[...$0] } ?? ""
        let path = text.hasPrefix("/") ? text : folder + text
        do {
            _ = try FileContents.read(path, limit: 16 << 20)
        } catch {
            throw node.error("`ca` names a file that cannot be read: \(path): \(error.reason)")
        }
        return path
    }
}
