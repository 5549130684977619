import AuditModel
import AuditPipeline
import Foundation
import PolicyRules
import TestSupport
import Testing

private typealias Status = AuditPipeline.ExitStatus

/// A session against registries that are all refused: no request leaves the machine.
@Suite struct AuditSessionTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("others: refuse\n", to: "closed.yaml")
    }

    private func configuration(
        registries: String? = "closed.yaml", policy: PolicySelection = PolicySelection(),
        access: RegistryAccessSettings = RegistryAccessSettings(), environment: [String: String] = [:]
    ) throws -> AuditSession.Configuration {
        AuditSession.Configuration(
            toolVersion: "1", clock: try #require(RunClock(secondsSince1970: 1_772_344_800)), policy: policy,
            registriesFile: registries.map(directory.file), access: access, environment: environment)
    }

    private func check(_ images: [String], allowsEmpty: Bool = false) async throws -> AuditReport {
        let session = try AuditSession(configuration())
        defer { session.close() }
        return await session.check(images, options: PlanOptions(), allowsEmpty: allowsEmpty).report
    }

    @Test func `a run without images is complete only if that is allowed`() async throws {
        let report = try await check([])
        #expect(report.unchecked.map(\.kind) == ["no-images"])
        #expect(Status(report, failingAt: .error) == .unchecked)
        #expect(Status(try await check([], allowsEmpty: true), failingAt: .error) == .clean)
        let session = try AuditSession(configuration())
        defer { session.close() }
        let audit = await session.audit(Inventory(), options: PlanOptions(), allowsEmpty: false)
        #expect(audit.report.unchecked.map(\.kind) == ["no-images"])
        #expect(audit.report.unchecked.first?.message.hasPrefix("no .yaml, .yml or .json file was found") == true)
    }

    @Test func `a refused registry leaves its image unchecked, and costs no request`() async throws {
        let report = try await check(["docker.io/a/b:1@sha256:" + String(repeating: "0", count: 64)])
        #expect(report.unchecked.count == 1)
        #expect(report.run.requests == 0)
        #expect(report.run.started == "2026-03-01T06:00:00Z")
        #expect(report.toolVersion == "1")
    }

    @Test(
        arguments: [
            ("missing.yaml", nil, nil, "/missing.yaml: error: cannot be read: No such file"),
            ("ftp.yaml", nil, nil, "/ftp.yaml:1:"),
            ("closed.yaml", "missing.yaml", nil, "/missing.yaml: error: cannot be read"),
            ("closed.yaml", nil, "missing.yaml", "/missing.yaml"),
        ] as [(String, String?, String?, String)])
    func `a mistake in a file of the run is reported before anything is scanned`(
        registries: String, policy: String?, secrets: String?, message: String
    ) throws {
        try directory.write("registries: { docker.io: { endpoint: 'ftp://x' } }\n", to: "ftp.yaml")
        let configuration = try configuration(
            registries: registries, policy: PolicySelection(files: policy.map { [directory.file($0)] } ?? []),
            access: RegistryAccessSettings(secretFiles: secrets.map { [directory.file($0)] } ?? []))
        let error = try #require(throws: UsageError.self) { try AuditSession(configuration) }
        #expect(error.description.hasPrefix(directory.path + message), "\(error)")
    }

    @Test(arguments: [
        (RegistryAccessSettings.CacheUse.normal, ["XDG_CACHE_HOME"], true), (.normal, ["HOME"], true),
        (.none, ["HOME"], false),
        (.only, ["HOME"], true), (.normal, [], false),
    ])
    func `the cache folder is made if it is used and its place is known`(
        cache: RegistryAccessSettings.CacheUse, variables: [String], isMade: Bool
    ) throws {
        let environment = Dictionary(uniqueKeysWithValues: variables.map { ($0, directory.path) })
        try AuditSession(configuration(access: RegistryAccessSettings(cache: cache), environment: environment)).close()
        let folder = try? UserCache.path(environment: environment)
        #expect((folder != nil) == !variables.isEmpty)
        #expect(FileManager.default.fileExists(atPath: folder ?? "/nonexistent") == isMade)
    }

    @Test func `a cache folder that cannot be made is not used`() throws {
        try directory.write("", to: "file")
        try AuditSession(configuration(environment: ["HOME": "/proc/nonexistent"])).close()
        #expect(throws: UsageError.self) { try UserCache.path(environment: [:]) }
        #expect(try UserCache.prune(environment: ["XDG_CACHE_HOME": directory.path], to: 0).files == 0)
    }

    @Test(arguments: ["http://user@[", "socks4://proxy"])
    func `an invalid proxy is reported, not ignored`(proxy: String) throws {
        #expect(throws: UsageError.self) { try AuditSession(configuration(environment: ["https_proxy": proxy])) }
    }
}

@Suite struct BaselineFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func report(_ status: FindingLocation.Status, unchecked: [Unchecked] = []) -> AuditReport {
        AuditReport(
            toolVersion: "1",
            findings: [
                Finding(
                    rule: "unpinned", severity: .error, message: "", image: "docker.io/a/b:1",
                    locations: [
                        FindingLocation(file: "a.yaml", kind: "Pod", name: "p", status: status, fingerprint: "f")
                    ])
            ], unchecked: unchecked, run: RunFacts(started: "", seconds: 0, requests: 0))
    }

    @Test func `a baseline survives writing and reading`() throws {
        let file = BaselineFile(directory.file("known.json"))
        #expect(try file.read(isOptional: true).fingerprints.isEmpty)
        let written = try file.update(from: report(.active))
        let read = try file.read()
        #expect(read.fingerprints == ["f"] && read.fingerprints == written.fingerprints)
        #expect(read.entries.map(\.object) == ["Pod p"])
        #expect(try file.update(from: report(.waived)).fingerprints.isEmpty)
    }

    @Test func `a missing baseline is an error unless it is about to be written`() throws {
        let error = try #require(throws: UsageError.self) { try BaselineFile(directory.file("none")).read() }
        #expect(error.description == directory.file("none") + ": error: cannot be read: No such file or directory")
    }

    @Test func `a report with something unchecked does not change the baseline`() throws {
        let file = BaselineFile(directory.file("known.json"))
        _ = try file.update(from: report(.active))
        let before = try directory.bytes(of: "known.json")
        let unchecked = Unchecked(item: .run, kind: "no-images", message: "", locations: [])
        #expect(throws: UsageError.self) { try file.update(from: report(.active, unchecked: [unchecked])) }
        #expect(try directory.bytes(of: "known.json") == before)
    }
}
