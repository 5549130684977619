import AuditModel
import Foundation
import HTTPTransport
import ImageModel
import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

/// The registries of `scripts/registry`, over real connections.
@Suite(.serialized, .needs(.registries)) struct RegistryIntegrationTests {
    private let registry: DevelopmentRegistry
    private let endpoints: RegistryEndpoints
    private let images: [SeededImage]

    init() throws {
        registry = try DevelopmentRegistry.require()
        let text = try String(contentsOfFile: registry.registriesFile, encoding: .utf8)
        endpoints = try RegistryEndpoints(SourceFile(path: registry.registriesFile, text: text))
        images = try SeededImage.all()
    }

    private func resolver(isLoggedIn: Bool = true) throws -> ImageResolver {
        ImageResolver(
            transport: try CurlTransport(), endpoints: endpoints,
            credentials: isLoggedIn
                ? try CredentialStore.load(environment: ["DOCKER_CONFIG": registry.directory + "/docker"], home: nil)
                : .empty)
    }

    private func resolutions(
        of images: [SeededImage], depth: VerificationDepth, isLoggedIn: Bool = true
    ) async throws -> [(image: SeededImage, resolution: Resolution?)] {
        var resolutions = Resolutions()
        try await resolver(isLoggedIn: isLoggedIn).resolve(
            images.map { Inquiry($0.reference, depth: depth) }, into: &resolutions)
        return images.map { ($0, resolutions[$0.reference]) }
    }

    @Test func `every seeded image resolves as defined, down to its configurations`() async throws {
        for (image, resolution) in try await resolutions(of: images, depth: .config) {
            #expect(resolution?.digest == image.digest, "\(image.reference) \(String(describing: resolution))")
            #expect(resolution?.trueCoverage == image.covers, "\(image.reference)")
            guard case .index(let index)? = resolution else {
                #expect(image.children.isEmpty, "\(image.reference)")
                continue
            }
            #expect(index.mediaType == image.mediaType)
            let absent = index.entries.filter { $0.child == .absent }.map(\.descriptor.digest)
            #expect(Set(absent) == Set(image.absent), "\(image.reference)")
            let failed = index.entries.filter { if case .failed = $0.child { true } else { false } }
            #expect(failed.isEmpty, "\(image.reference)")
        }
    }

    @Test func `an absent child is detected without reading it`() async throws {
        let broken = images.filter { !$0.absent.isEmpty }
        #expect(broken.count >= 2)
        for (image, resolution) in try await resolutions(of: broken, depth: .children) {
            guard case .index(let index)? = resolution else {
                Issue.record("\(image.reference): \(String(describing: resolution))")
                continue
            }
            #expect(
                Set(index.entries.filter { $0.child == .absent }.map(\.descriptor.digest)) == Set(image.absent))
            #expect(index.entries.contains { $0.child == .present })
        }
    }

    @Test func `an index costs one request, a single manifest two`() async throws {
        for (name, count) in [("oci-index", 1), ("docker-list", 1), ("single-oci-arm64", 2), ("helm-chart", 1)] {
            let image = try #require(images.first { $0.reference.repository == "shapes/" + name })
            let resolver = try resolver()
            _ = await resolver.resolve([Inquiry(image.reference)])
            #expect(resolver.requestCount == count, "\(name)")
        }
    }

    @Test func `charts and artifacts are manifests but not images`() async throws {
        let artifacts = images.filter { ["shapes/helm-chart", "shapes/artifact"].contains($0.reference.repository) }
        #expect(artifacts.count == 2)
        for (image, resolution) in try await resolutions(of: artifacts, depth: .index) {
            guard case .manifest(let manifest)? = resolution else {
                Issue.record("\(image.reference): \(String(describing: resolution))")
                continue
            }
            #expect(!manifest.isImage)
        }
    }

    @Test func `an image that was never pushed is not found by tag or by digest`() async throws {
        let resolver = try resolver()
        let digest = "sha256:" + String(repeating: "0", count: 64)
        for text in ["docker.io/shapes/absent:1.0", "docker.io/shapes/oci-index:2.0", "shapes/oci-index@\(digest)"] {
            let answers = await resolver.resolve([Inquiry(try ImageReference(text))])
            #expect(answers.first?.resolution.failure?.kind == .notFound, "\(text)")
        }
    }

    @Test func `absent and private can be distinguished only with a login`() async throws {
        let hidden = images.filter { $0.reference.registry == "registry.ameide.example" }
        #expect(hidden.count >= 2)
        for (image, resolution) in try await resolutions(of: hidden, depth: .children, isLoggedIn: false) {
            #expect(resolution?.failure?.kind == .absentOrPrivate, "\(image.reference)")
        }
        let absent = try ImageReference("registry.ameide.example/shapes/absent:1.0")
        let known = try await resolver().resolve([Inquiry(absent)])
        #expect(known.first?.resolution.failure?.kind == .notFound)
        let unknown = try await resolver(isLoggedIn: false).resolve([Inquiry(absent)])
        #expect(unknown.first?.resolution.failure?.kind == .absentOrPrivate)
    }

    @Test func `a wrong login is distinguished from no login`() async throws {
        let text = #"{"auths": {"registry.ameide.example": {"auth": "ZmxlZXQ6d3Jvbmc="}}}"#
        let resolver = ImageResolver(
            transport: try CurlTransport(), endpoints: endpoints,
            credentials: try CredentialStore(SourceFile(path: "config.json", text: text)))
        let reference = try ImageReference("registry.ameide.example/shapes/private:1.0")
        #expect(await resolver.resolve([Inquiry(reference)]).first?.resolution.failure?.kind == .authFailed)
    }

    @Test func `an unlisted loopback registry is refused before anything is sent`() async throws {
        let port = try #require(endpoints.listed["docker.io"]?.url.port)
        let resolver = ImageResolver(transport: try CurlTransport())
        let answers = await resolver.resolve([Inquiry(try ImageReference("127.0.0.1:\(port)/shapes/oci-index:1.0"))])
        #expect(answers.first?.resolution.failure?.kind == .refused)
    }

    @Test func `hosts that are not listed are not contacted`() async throws {
        let answers = try await resolver().resolve([Inquiry(try ImageReference("gcr.io/a/b:1"))])
        #expect(answers.first?.resolution.failure?.kind == .refused)
    }
}
