import ImageModel
import Testing

@testable import Patching

@Suite struct ReferenceSpellingTests {
    private static let hex = String(repeating: "0", count: 64)
    private static let other = String(repeating: "1", count: 64)

    @Test(arguments: [
        ("nginx", "nginx:latest", "nginx"),
        ("nginx:1.29", "nginx:1.29", "nginx:1.29"),
        ("docker.io/nginx:1.29", "nginx:1.29", "docker.io/nginx:1.29"),
        ("library/nginx", "nginx:latest", "library/nginx"),
        ("Ghcr.io/x/y:1", "ghcr.io/x/y:1", "Ghcr.io/x/y:1"),
        ("localhost:5000/x", "localhost:5000/x:latest", "localhost:5000/x"),
        ("localhost:5000/x:5000", "localhost:5000/x:5000", "localhost:5000/x:5000"),
        ("[::1]:5000/x:2", "[::1]:5000/x:2", "[::1]:5000/x:2"),
        ("nginx:1@sha256:\(other)", "nginx:1", "nginx:1"),
        ("nginx@sha256:\(other)", "nginx", "nginx"),
        // Another tag, or none, is written in the place of the one that was.
        ("nginx:1.29", "nginx:1.30", "nginx:1.30"),
        ("nginx", "nginx:1.30", "nginx:1.30"),
        // Another name is written in full.
        ("grafana/loki:3", "ghcr.io/ameideio/mirror/loki:3", "ghcr.io/ameideio/mirror/loki:3"),
        ("nginx", "ghcr.io/ameideio/mirror/nginx:latest", "ghcr.io/ameideio/mirror/nginx:latest"),
    ])
    func `a pin keeps the name and tag as written`(written: String, replacement: String, expected: String) throws {
        let digest = try ImageDigest("sha256:" + Self.hex)
        let reference = try ImageReference(replacement)
        let result = try ReferenceSpelling(written).replaced(by: reference.with(tag: reference.tag, digest: digest))
        #expect(result == expected + "@sha256:" + Self.hex)
    }

    @Test func `without a digest there is no pin`() throws {
        #expect(throws: PinObstacle.self) { try ReferenceSpelling("nginx").replaced(by: ImageReference("nginx:1")) }
    }

    @Test func `a dropped tag is removed`() throws {
        let digest = try ImageDigest("sha256:" + Self.hex)
        let replacement = try ImageReference("nginx").with(tag: nil, digest: digest)
        #expect(try ReferenceSpelling("nginx:1").replaced(by: replacement) == "nginx@sha256:" + Self.hex)
    }
}
