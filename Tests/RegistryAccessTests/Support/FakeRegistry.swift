import Digesting
import HTTPTransport
import HTTPTypes
import ImageModel

@testable import RegistryAccess

/// A registry in memory: manifests and blobs by digest, and tags.
struct FakeRegistry: Sendable {
    struct Content: Sendable {
        var type: String
        var bytes: [UInt8]
    }

    private var contents: [String: Content] = [:]

    /// Adds a manifest under its digest and its tag, if any; returns its descriptor for an index.
    @discardableResult
    mutating func manifest(
        _ json: String, type: String, tag: String? = nil, platform: String? = nil, extra: String = "",
        repository: String = "a/b"
    ) throws -> String {
        let content = Content(type: type, bytes: Array(json.utf8))
        let digest = try ImageDigest.computed(over: content.bytes)
        contents["/v2/\(repository)/manifests/\(digest)"] = content
        if let tag { contents["/v2/\(repository)/manifests/\(tag)"] = content }
        let claim = platform.map { #","platform":{"os":"linux","architecture":"\#($0)"}"# } ?? ""
        return #"{"mediaType":"\#(type)","digest":"\#(digest)","size":\#(json.utf8.count)\#(claim)\#(extra)}"#
    }

    /// Adds a single-platform image: configuration and manifest.
    @discardableResult
    mutating func image(
        _ architecture: String, tag: String? = nil, claiming: String? = nil, extra: String = "",
        configurationType: String = MediaType.ociConfiguration, hasConfiguration: Bool = true,
        configuration: String? = nil, repository: String = "a/b"
    ) throws -> String {
        let configuration = configuration ?? #"{"os":"linux","architecture":"\#(architecture)"}"#
        let bytes = Array(configuration.utf8)
        let digest = try ImageDigest.computed(over: bytes)
        if hasConfiguration { contents["/v2/\(repository)/blobs/\(digest)"] = Content(type: "x/y", bytes: bytes) }
        let config = #"{"mediaType":"\#(configurationType)","digest":"\#(digest)","size":\#(bytes.count)}"#
        return try manifest(
            #"{"schemaVersion":2,"config":\#(config),"layers":[]}"#, type: MediaType.ociManifest, tag: tag,
            platform: claiming, extra: extra, repository: repository)
    }

    @discardableResult
    mutating func index(_ entries: [String], tag: String? = nil, repository: String = "a/b") throws -> String {
        try manifest(
            #"{"schemaVersion":2,"manifests":[\#(entries.joined(separator: ","))]}"#, type: MediaType.ociIndex,
            tag: tag,
            repository: repository)
    }

    mutating func remove(_ descriptor: String, repository: String = "a/b") {
        contents["/v2/\(repository)/manifests/\(Self.digest(of: descriptor))"] = nil
    }

    /// The digest in a descriptor returned by `manifest`, `image` or `index`.
    static func digest(of descriptor: String) -> String {
        String(descriptor.split(separator: "\"").first { $0.hasPrefix("sha256:") } ?? "")
    }

    /// The reply of a registry without faults.
    func reply(to request: TransferRequest) -> TransferReply {
        guard let content = contents[request.url.pathAndQuery] else {
            let body = #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#
            return TransferReply(status: 404, body: request.method == .head ? [] : Array(body.utf8))
        }
        return TransferReply(
            status: 200, fields: [.contentType: content.type], body: request.method == .head ? [] : content.bytes)
    }
}

extension HTTPField.Name {
    static var contentDigest: HTTPField.Name {
        HTTPField.Name("Docker-Content-Digest") ?? .contentType
    }
}
