import AuditModel
import ImageModel
import Testing

@testable import RegistryAccess

@Suite struct ManifestDecoderTests {
    private static let amd64 = String(repeating: "a", count: 64)
    private static let arm64 = String(repeating: "b", count: 64)

    private static func entry(_ extra: String = "", digest: String = "sha256:" + amd64, size: String = "10") -> String {
        #"{"mediaType":"\#(MediaType.ociManifest)","digest":"\#(digest)","size":\#(size)\#(extra)}"#
    }

    private static let config =
        #"{"mediaType":"\#(MediaType.ociConfiguration)","digest":"sha256:\#(amd64)","size":10}"#

    private func decode(_ json: String, _ contentType: String? = nil) throws(ResolutionFailure) -> ManifestDocument {
        try ManifestDecoder.decode(Array(json.utf8), contentType: contentType)
    }

    private func kind(_ json: String, _ contentType: String? = nil) -> ResolutionFailure.Kind? {
        do {
            _ = try decode(json, contentType)
            return nil
        } catch {
            return error.kind
        }
    }

    private func index(_ entries: String...) throws -> ImageIndex {
        let json = #"{"schemaVersion":2,"manifests":[\#(entries.joined(separator: ","))]}"#
        guard case .index(let index) = try decode(json) else { throw ResolutionFailure(.unsupported, "no index") }
        return index
    }

    @Test(arguments: [
        (MediaType.ociIndex, MediaType.ociIndex, MediaType.ociIndex),
        (nil, MediaType.dockerManifestList, MediaType.dockerManifestList),
        (nil, nil, MediaType.ociIndex),
        (MediaType.dockerManifestList, MediaType.ociIndex, MediaType.dockerManifestList),
        (MediaType.ociIndex, "application/json", MediaType.ociIndex),
        (nil, MediaType.ociIndex + "; charset=utf-8", MediaType.ociIndex),
    ])
    func `an index's media type is its body's, else its header's, else OCI`(
        body: String?, header: String?, expected: String
    ) throws {
        let type = body.map { #""mediaType":"\#($0)","# } ?? ""
        let document = try decode(#"{"schemaVersion":2,\#(type)"manifests":[]}"#, header)
        #expect(document == .index(ImageIndex(mediaType: expected, descriptors: [])))
    }

    @Test(arguments: [
        // Both shapes at once, which clients read differently.
        #"{"schemaVersion":2,"manifests":[],"layers":[],"config":\#(config)}"#,
        #"{"schemaVersion":2,"manifests":[],"config":\#(config)}"#,
        #"{"schemaVersion":2,"manifests":[],"fsLayers":[]}"#,
        #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","layers":[],"config":\#(config)}"#,
        #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","manifests":[]}"#,
        // Keys that Go's decoder treats as equal.
        #"{"schemaVersion":2,"manifests":[],"Layers":[]}"#,
        #"{"schemaVersion":2,"manifests":[],"MANIFESTS":[]}"#,
        #"{"schemaVersion":2,"Manifests":[]}"#,
        #"{"schemaVersion":2,"manifests":[],"layer\u017f":[]}"#,
        #"{"schemaVersion":2,"manifests":[{"Digest":"x",\#(entry().dropFirst())]}"#,
        // Duplicate keys.
        #"{"schemaVersion":2,"manifests":[],"manifests":[]}"#,
        #"{"schemaVersion":2,"manifests":[],"\u006danifests":[]}"#,
        #"{"schemaVersion":2,"manifests":null}"#,
        #"{"schemaVersion":2,"manifests":{}}"#,
        #"{"schemaVersion":2}"#,
        #"{"schemaVersion":2,"mediaType":1,"manifests":[]}"#,
        #"{"schemaVersion":2,"layers":[]}"#,
        #"{"schemaVersion":2,"config":\#(config)}"#,
        "", " ", "null", "[]", "1", #""x""#, "{", #"{"schemaVersion":2,"manifests":[]}{}"#,
        "\u{FEFF}{}", "<!doctype html><html></html>", "  <html>",
    ])
    func `an ambiguous or unreadable document is refused`(json: String) {
        #expect(kind(json) == .protocolViolation)
    }

    @Test(arguments: [
        #"{"schemaVersion":1,"fsLayers":[],"history":[],"signatures":[]}"#,
        #"{"schemaVersion":3,"manifests":[]}"#,
        #"{"schemaVersion":"2","manifests":[]}"#,
        #"{"manifests":[]}"#,
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.artifact.manifest.v1+json","blobs":[]}"#,
    ])
    func `known but unsupported formats are reported as unsupported`(json: String) {
        #expect(kind(json) == .unsupported)
    }

    @Test func `a header that contradicts the body's class is a violation`() {
        #expect(kind(#"{"schemaVersion":2,"manifests":[]}"#, MediaType.ociManifest) == .protocolViolation)
        let manifest = #"{"schemaVersion":2,"layers":[],"config":\#(Self.config)}"#
        #expect(kind(manifest, MediaType.dockerManifestList) == .protocolViolation)
        #expect(kind(manifest, MediaType.dockerManifest) == nil)
        #expect(kind(#"{"schemaVersion":2,"manifests":[]}"#, "Text/HTML; charset=utf-8") == .protocolViolation)
    }

    @Test(arguments: [
        entry(digest: "sha256:../../etc/passwd"), entry(digest: "sha256:" + amd64 + "0"), entry(digest: "x"),
        entry(digest: "SHA256:" + amd64), entry(digest: "sha256:" + amd64 + "?x"), entry(size: "-1"),
        entry(size: "10.0"), entry(size: "1e3"), entry(size: "\"10\""), entry(size: "9223372036854775808"), "1", "null",
        #"{"digest":"sha256:\#(amd64)","size":10}"#,
    ])
    func `an index with an invalid descriptor is refused`(entry: String) throws {
        #expect(kind(#"{"schemaVersion":2,"manifests":[\#(entry)]}"#) == .protocolViolation)
    }

    @Test func `an entry with an unsupported digest algorithm covers nothing`() throws {
        let other = Self.entry(digest: "blake3:" + Self.amd64)
        #expect(try index(other, Self.entry()).descriptors.map(\.digest.hex) == [Self.amd64])
    }

    @Test(
        arguments: [
            ("", nil),
            (#","platform":null"#, nil),
            (#","platform":{"os":"linux","architecture":"amd64"}"#, "linux/amd64"),
            (#","platform":{"os":"linux","architecture":"arm64","variant":"v8"}"#, "linux/arm64"),
            (#","platform":{"os":"linux"}"#, "unknown/unknown"),
            (#","platform":{"os":"","architecture":"amd64"}"#, "unknown/unknown"),
            (#","platform":{"os":"linux","architecture":64}"#, "unknown/unknown"),
            (#","platform":{"os":"linux\u0000","architecture":"amd64"}"#, "unknown/unknown"),
            (#","platform":{"os":"linux","architecture":"amd64","OS":"windows"}"#, "unknown/unknown"),
            (#","platform":"linux/amd64""#, "unknown/unknown"),
            (#","platform":[]"#, "unknown/unknown"),
        ] as [(String, String?)])
    func `an invalid platform is unknown and does not affect other entries`(
        extra: String, expected: String?
    ) throws {
        let index = try index(Self.entry(extra), Self.entry(digest: "sha256:" + Self.arm64))
        #expect(index.descriptors.count == 2)
        #expect(index.descriptors.first?.platform?.description == expected)
    }

    @Test func `the Windows version is part of the platform`() throws {
        let extra = #","platform":{"os":"windows","architecture":"amd64","os.version":"10.0.17763.1"}"#
        #expect(try index(Self.entry(extra)).descriptors.first?.platform?.operatingSystemVersion == "10.0.17763.1")
    }

    @Test func `artifact types and attestation annotations are read if they are strings`() throws {
        func descriptor(_ extra: String) throws -> Descriptor {
            try #require(try index(Self.entry(extra)).descriptors.first)
        }
        let artifact = try descriptor(#","artifactType":"a/b","annotations":{"x":"y","n":1}"#)
        #expect(artifact.artifactType == "a/b")
        #expect(!artifact.isAttestation)
        let key = "vnd.docker.reference.type"
        #expect(try descriptor(#","annotations":{"\#(key)":"attestation-manifest"}"#).isAttestation)
        #expect(try !descriptor(#","artifactType":1,"annotations":{"\#(key)":1}"#).isAttestation)
    }

    @Test func `an index of thousands of entries is refused`() {
        let entries = repeatElement(Self.entry(), count: 1001).joined(separator: ",")
        #expect(kind(#"{"schemaVersion":2,"manifests":[\#(entries)]}"#) == .refused)
    }

    @Test func `excessive nesting is refused`() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(kind(#"{"schemaVersion":2,"manifests":\#(deep)"#) == .protocolViolation)
    }

    @Test(
        arguments: [
            (#"{"os":"linux","architecture":"arm64"}"#, "linux/arm64"),
            (#"{"os":"linux","architecture":"arm","variant":"v6"}"#, "linux/arm/v6"),
            (#"{"os":"linux"}"#, nil),
            (#"{}"#, nil),
        ] as [(String, String?)])
    func `a configuration without a platform never gets the host's`(json: String, expected: String?) throws {
        #expect(try ManifestDecoder.platform(ofConfiguration: Array(json.utf8))?.description == expected)
    }

    @Test(arguments: ["[]", "", "x", #"{"os":"linux","os":"windows","architecture":"amd64"}"#, #"{"OS":"linux"}"#])
    func `an ambiguous configuration is refused`(json: String) {
        #expect(throws: ResolutionFailure.self) {
            try ManifestDecoder.platform(ofConfiguration: Array(json.utf8))
        }
    }
}
