import Foundation
import TestSupport
import Testing

@Suite struct ListTests {
    private static let manifest = """
        apiVersion: v1
        kind: Pod
        metadata: {name: "a,b", namespace: n}
        spec:
          containers:
          - {name: one, image: nginx}
          - {name: two, image: "docker.io/library/nginx:latest", args: ["--x-image=quay.io/a/b:1"]}
        ---
        {apiVersion: x/v1, kind: X, metadata: {name: y}, spec: {run: word, initImage: lone}}

        """

    private func list(_ arguments: String...) async throws -> (status: Int32, output: String) {
        let directory = try TemporaryDirectory()
        try directory.write(Self.manifest, to: "m.yaml")
        try directory.write("extraction: { rules: [{ kinds: [X], path: spec.run }] }", to: "policy.yaml")
        let result = try await ToolRunner.polyarch().run(["list", "m.yaml"] + arguments, in: directory.path)
        return (result.status, String(decoding: result.standardOutput, as: UTF8.self))
    }

    @Test func `each image is listed once with its count and sources`() async throws {
        let text = try await list("--unique")
        #expect(text.output == "2  docker.io/library/nginx:latest  Pod n/a,b\n1  quay.io/a/b:1  Pod n/a,b\n")
        let json = try await list("--unique", "--format", "json")
        #expect(json.output.contains("\"polyarch.images/v1\""))
        let csv = try await list("--unique", "--format", "csv")
        #expect(csv.output.hasPrefix("reference,count,users\r\ndocker.io/library/nginx:latest,2,\"Pod n/a,b\"\r\n"))
    }

    @Test func `CSV quotes where needed`() async throws {
        let csv = try await list("--format", "csv").output.split(separator: "\r\n")
        #expect(csv.count == 4)
        #expect(
            csv[1] == "m.yaml,6,24,nginx,v1,Pod,n,\"a,b\",$.spec.containers[0].image,container,certain")
    }

    @Test func `a policy's extraction rules apply, and --explain lists every candidate`() async throws {
        #expect(try await list("--policy", "policy.yaml").output.contains("m.yaml:9:62  word  X y  $.spec.run\n"))
        let explained = try await list("--explain").output
        #expect(explained.contains("  certain, container: the `image` of a container\n"))
        #expect(explained.contains("$.spec.initImage\n  rejected: a single word; with a path"))
        #expect(try await list("--explain", "--unique").status == 64)
        #expect(try await list("--policy", "missing.yaml").status == 64)
    }
}
