import Foundation
import TestSupport
import Testing

/// The cache, and the options that control requests.
@Suite(.needs(.registries)) struct CacheCommandIntegrationTests {
    private struct Run: Decodable {
        struct Facts: Decodable {
            struct Registry: Decodable {
                let name: String
                let requests: Int
                let cached: Int
            }

            let requests: Int
            let registries: [Registry]
        }

        struct Image: Decodable {
            let digest: String?
            let endpoint: String?
        }

        let run: Facts
        let images: [Image]
    }

    private let folder: TemporaryDirectory
    private let registry: DevelopmentRegistry

    init() throws {
        folder = try TemporaryDirectory()
        registry = try DevelopmentRegistry.require()
    }

    private func tool() throws -> ToolRunner {
        try ToolRunner.polyarch(environment: ["XDG_CACHE_HOME": folder.path])
    }

    private func check(_ image: String, _ options: String...) async throws -> (run: Run, status: Int32) {
        let arguments = ["check", image, "--registries", registry.registriesFile, "--format", "json"] + options
        let result = try await tool().run(arguments)
        return (try JSONDecoder().decode(Run.self, from: Data(result.standardOutput)), result.status)
    }

    @Test func `a second run makes fewer requests, --offline none, --no-cache all`() async throws {
        let image = "docker.io/shapes/oci-index:1.0"
        let cold = try await check(image, "--verify", "index").run
        #expect(cold.run.requests == 1)
        #expect(cold.images.first?.endpoint == (try registry.endpoint("UPSTREAM_PORT")))
        let warm = try await check(image, "--verify", "index").run
        #expect(warm.run.requests == 1)
        #expect(warm.run.registries.map(\.cached) == [1])
        let offline = try await check(image, "--verify", "index", "--offline").run
        #expect(offline.run.requests == 0)
        #expect(offline.images.first?.digest == cold.images.first?.digest)
        let without = try await check(image, "--verify", "index", "--no-cache").run
        #expect(without.run.registries.map(\.cached) == [0])
        let digest = try #require(cold.images.first?.digest)
        #expect(try await check("docker.io/shapes/oci-index@\(digest)", "--verify", "index").run.run.requests == 0)
    }

    @Test func `offline, an image that is not cached is unchecked`() async throws {
        #expect(try await check("docker.io/shapes/oci-index:1.0", "--offline").status == 2)
    }

    @Test func `the cache can be located and emptied`() async throws {
        _ = try await check("docker.io/shapes/oci-index:1.0")
        let path = try await tool().run(["cache", "path"])
        #expect(path.output == folder.file("polyarch") + "\n")
        #expect(try await tool().run(["cache", "prune"]).output.hasPrefix("removed "))
        #expect(try folder.files().allSatisfy { !$0.contains("/blobs/") })
    }

    @Test(arguments: [
        ["--timeout", "soon"], ["--timeout", "0"], ["--image-timeout", "1d"], ["--no-cache", "--offline"],
    ])
    func `contradictory cache options are a usage error`(options: [String]) async throws {
        let result = try await tool().run(["check", "docker.io/shapes/oci-index:1.0"] + options)
        #expect(result.status == 64)
    }
}
