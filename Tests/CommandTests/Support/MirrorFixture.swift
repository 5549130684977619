import Foundation
import TestSupport
import Testing

/// The development registries as a target of copies: each fixture has a folder of its own in the mirror.
struct MirrorFixture {
    let registry: DevelopmentRegistry
    /// Below `ghcr.io`.
    let folder: String
    private let scratch: TemporaryDirectory

    init() throws {
        registry = try DevelopmentRegistry.require()
        folder = "test-" + UUID().uuidString.lowercased()
        scratch = try TemporaryDirectory()
        // The user's registries.conf may block or redirect these copies.
        try scratch.write("", to: "registries.conf")
    }

    /// The name of a repository of this fixture.
    func target(_ name: String) -> String { "ghcr.io/\(folder)/\(name)" }

    /// The loopback address of `docker.io/shapes/x:1.0` or `ghcr.io/…`, for skopeo.
    func place(_ image: String) throws -> String {
        let slash = try #require(image.firstIndex(of: "/"))
        let name = image[..<slash] == "ghcr.io" ? "MIRROR_PORT" : "UPSTREAM_PORT"
        let endpoint = try registry.endpoint(name).dropFirst("http://".count)
        return "\(endpoint)\(image[slash...])"
    }

    /// Runs Debian's skopeo as if on amd64, unless the arguments say otherwise.
    func skopeo(_ arguments: [String]) async throws {
        let machine = arguments.contains("--override-arch") ? [] : ["--override-arch", "amd64"]
        // As root, skopeo has one blob cache per machine and might substitute a layer that another test recompressed.
        // As another user, its cache is in the scratch folder.
        let skopeo = ToolRunner(
            executable: "/usr/bin/skopeo",
            environment: ["_CONTAINERS_ROOTLESS_UID": "1000", "XDG_DATA_HOME": scratch.file("data")])
        let result = try await skopeo.run(
            ["--insecure-policy", "--registries-conf", scratch.file("registries.conf"), "--override-os", "linux"]
                + machine + arguments)
        guard result.status == 0 else {
            throw ToolRunner.Failure(description: "skopeo \(arguments): \(result.errors)")
        }
    }

    /// `skopeo copy` between registries.
    func copy(_ source: String, _ target: String, _ options: [String] = [], global: [String] = []) async throws {
        let insecure = ["--src-tls-verify=false", "--dest-tls-verify=false", "--src-no-creds", "--dest-no-creds"]
        let (from, to) = (try "docker://" + place(source), try "docker://" + place(target))
        try await skopeo(global + ["copy"] + insecure + options + [from, to])
    }

    /// `skopeo sync` of one image into a folder of this fixture.
    func sync(_ source: String, into folder: String, _ options: [String] = []) async throws {
        let insecure = ["--src-tls-verify=false", "--dest-tls-verify=false", "--src-no-creds", "--dest-no-creds"]
        try await skopeo(
            ["sync", "--src", "docker", "--dest", "docker"] + insecure + options + [
                place(source), place(target(folder)),
            ])
    }

    /// The result of `docker pull` and `docker push`: one platform, Docker's media types, recompressed layers.
    func pullAndPush(_ source: String, _ target: String) async throws {
        let archive = scratch.file("pulled.tar")
        try await skopeo(
            ["copy", "--src-tls-verify=false", "--src-no-creds", "docker://" + place(source)]
                + ["docker-archive:\(archive):pulled:1"])
        try await skopeo(
            ["copy", "--dest-tls-verify=false", "--dest-no-creds", "--format", "v2s2", "docker-archive:" + archive]
                + ["docker://" + place(target)])
    }

    /// Copies a seeded folder into this fixture's. Works on the registry's storage, where a repository is a folder of
    /// links: forty copies over HTTP would take forty seconds.
    ///
    /// - Parameter name: `upstream` or `mirror`.
    func adopt(_ seeded: String, of name: String) throws {
        try FileManager.default.copyItem(
            atPath: repositories(of: name) + seeded, toPath: repositories(of: name) + folder)
    }

    /// Copies a repository of this fixture under another name.
    func duplicate(_ repository: String, as copy: String, of name: String) throws {
        let folder = repositories(of: name) + folder + "/"
        try FileManager.default.copyItem(atPath: folder + repository, toPath: folder + copy)
    }

    private func repositories(of name: String) -> String {
        registry.directory + "/storage/\(name)/docker/registry/v2/repositories/"
    }

    /// Removes a manifest from the mirror.
    func delete(_ digest: String, from target: String) async throws {
        _ = try await curl(["-X", "DELETE"], digest, in: target)
    }

    /// The bytes of a manifest.
    func manifest(_ digest: String, of repository: String) async throws -> [UInt8] {
        try await curl(["-H", "Accept: application/vnd.oci.image.manifest.v1+json"], digest, in: repository)
            .standardOutput
    }

    /// Pushes a manifest, whose children and blobs must exist.
    func put(_ manifest: String, type: String, as tag: String, in repository: String) async throws {
        _ = try await curl(
            ["-X", "PUT", "-H", "Content-Type: " + type, "--data-binary", manifest], tag, in: repository)
    }

    private func curl(_ options: [String], _ item: String, in repository: String) async throws -> ToolRunner.Result {
        let place = try place(repository).split(separator: "/", maxSplits: 1).map(String.init)
        let result = try await ToolRunner(executable: "/usr/bin/curl").run(
            ["-sf", "--noproxy", "*"] + options + ["http://\(place[0])/v2/\(place[1])/manifests/\(item)"])
        guard result.status == 0 else {
            throw ToolRunner.Failure(description: "curl \(options) \(item) of \(repository)")
        }
        return result
    }

    /// Runs `polyarch mirror`.
    func mirror(_ arguments: [String], in directory: String? = nil) async throws -> ToolRunner.Result {
        let tool = try ToolRunner.polyarch(environment: ["DOCKER_CONFIG": registry.directory + "/docker"])
        return try await tool.run(
            ["mirror"] + arguments + ["--registries", registry.registriesFile], in: directory)
    }

    /// The comparison of one pair.
    func pair(_ source: String, _ target: String, _ options: String...) async throws -> MirrorJSON.Pair {
        let result = try await mirror([source, target, "--format", "json"] + options)
        return try #require(try MirrorJSON(result.standardOutput).pairs.first)
    }

    /// polyarch's requests for repositories of this fixture, by the registries' logs.
    ///
    /// - Parameters:
    ///   - earlier: the number of earlier requests, by request line.
    ///   - count: how many to wait for, as registries write their logs after they have answered.
    func requests(since earlier: [String: Int] = [:], count: Int) async throws -> [String] {
        let logs = ["upstream", "mirror"].map { registry.directory + "/logs/\($0).access.log" }
        func found() throws -> [String] {
            var earlier = earlier
            return try logs.flatMap { log in
                try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").filter {
                    $0.contains("/v2/\(folder)/") && $0.contains("polyarch/")
                }
            }.compactMap { line in
                let request = line.split(separator: "\"").dropFirst().first.map(String.init) ?? ""
                earlier[request, default: 0] -= 1
                return earlier[request, default: 0] < 0 ? request : nil
            }
        }
        try await eventually("the registries have logged \(count) requests") { try found().count >= count }
        return try found()
    }
}
