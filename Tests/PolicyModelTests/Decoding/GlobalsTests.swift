import Foundation
import ImageModel
import PolicyModel
import SourceText
import TestSupport
import Testing

private let base = """
    global:
      storageClass: fast
      ameide:
        images:
          policy:
            preferMirror: true
            requireMultiArch: true
            mirrorRegistry: ghcr.io/ameideio/mirror
        cluster: { type: local, name: laptop, arch: arm64, region: here }
    grafana:
      enabled: true
    """

@Suite struct GlobalsTests {
    @Test func `the contract comes from the child of global that has one`() throws {
        let policy = try load(base)
        #expect(policy.contract.preferMirror)
        #expect(policy.contract.requireMultiArch)
        #expect(policy.contract.mirrorRegistry?.description == "ghcr.io/ameideio/mirror")
        #expect(policy.cluster == ClusterFacts(type: "local", name: "laptop", architecture: "arm64"))
        #expect(policy.platforms == [.linuxAMD64, .linuxARM64])
    }

    @Test func `without multiple architectures the cluster's own is required`() throws {
        let policy = try load(base, "global: { ameide: { images: { policy: { requireMultiArch: false } } } }")
        #expect(policy.platforms == [.linuxARM64])
    }

    @Test func `platforms of a policy file win over the contract`() throws {
        let policy = try load(base, "platforms: [linux/s390x]")
        #expect(policy.platforms.map(\.description) == ["linux/s390x"])
    }

    @Test func `maps merge deep whatever order policies and globals come in`() throws {
        let layer = "global: { ameide: { images: { policy: { preferMirror: false } }, cluster: { arch: amd64 } } }"
        let policy = try load(base, "digest: required", layer)
        #expect(!policy.contract.preferMirror)
        #expect(policy.cluster?.architecture == "amd64")
        #expect(policy.cluster?.type == "local")
        #expect(policy.digest == .required)
    }

    @Test func `null removes a key`() throws {
        let error = #expect(throws: PolicyError.self) {
            try load(base, "global: { ameide: { images: { policy: { mirrorRegistry: null } } } }")
        }
        #expect(error?.description.contains("`global.ameide.images.policy` lacks `mirrorRegistry`") == true)
    }

    @Test func `null removes a second organisation`() throws {
        let second = base.replacing("ameide", with: "acme")
        #expect(throws: PolicyError.self) { try load(base, second) }
        #expect(try load(base, second, "global: { acme: ~ }").contract.preferMirror)
    }

    @Test func `the contract option selects an organisation`() throws {
        let second =
            "global: { acme: { images: { policy: { preferMirror: false, requireMultiArch: true, mirrorRegistry: r.example/m } } } }"
        let policy = try load(base, second, contract: "global.acme")
        #expect(policy.contract.mirrorRegistry?.description == "r.example/m")
    }

    @Test func `keys outside the contract are ignored`() throws {
        let policy = try load(base, "global: { ameide: { images: { pullPolicy: [1, 2] }, other: 3 }, x: [null] }")
        #expect(policy.contract.preferMirror)
    }

    @Test func `the fixture fleet's globals are a contract`() throws {
        let files = try ["base", "local"].map { name in
            let path = PackageRoot.file("Fixtures/fleet/globals/\(name).yaml")
            return SourceFile(path: name, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        }
        let policy = try PolicyLoader(rules: ruleNames).policy(from: files)
        #expect(policy.cluster?.architecture == "arm64")
        #expect(policy.contract.preferMirror)
    }
}
