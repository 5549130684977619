import AuditModel
import ImageModel
import MirrorChecking
import Testing

/// A digest that is easy to recognize.
private func digest(_ character: Character) throws -> ImageDigest {
    try ImageDigest("sha256:" + String(repeating: character, count: 64))
}

private func manifest(
    _ own: Character, configuration: Character, layers: [Character],
    configurationType: String = MediaType.ociConfiguration
) throws -> ResolvedManifest {
    let layers = try layers.map { Descriptor(mediaType: "layer", digest: try digest($0), size: 1) }
    return ResolvedManifest(
        digest: try digest(own),
        manifest: ImageManifest(
            mediaType: MediaType.ociManifest,
            configuration: Descriptor(mediaType: configurationType, digest: try digest(configuration), size: 1),
            layers: layers),
        platform: .linuxAMD64)
}

private func index(
    _ own: Character, _ manifest: ResolvedManifest, nestedIn: [Character] = [], child: ResolvedEntry.Child? = nil
) throws -> Resolution {
    let descriptor = Descriptor(
        mediaType: MediaType.ociManifest, digest: manifest.digest, size: 1, platform: .linuxAMD64)
    let entry = ResolvedEntry(
        descriptor: descriptor, nestedIn: try nestedIn.map(digest), child: child ?? .read(manifest))
    return .index(ResolvedIndex(digest: try digest(own), mediaType: MediaType.ociIndex, entries: [entry]))
}

/// The verdict if both sides always answer like this, and upstream does not know the mirror's digest.
private func verdict(_ upstream: Resolution, _ mirror: Resolution) throws -> MirrorVerdict? {
    let source = try ImageReference("docker.io/a/b:1")
    let target = try ImageReference("mirror.example/b:1")
    let check = MirrorCheck(source: source, target: target, required: [.linuxAMD64])
    var known = Resolutions()
    for _ in 0..<10 {
        let open = known.unanswered(check.progress(known: known).inquiries)
        for inquiry in open {
            let answer: Resolution =
                switch inquiry.reference {
                case source: upstream
                case target: mirror
                default: .failed(ResolutionFailure(.notFound, "unknown"))
                }
            known.record(answer, for: inquiry)
        }
    }
    return check.progress(known: known).comparison?.verdict
}

@Suite struct ContentSamenessTests {
    @Test func `equal manifests are the same`() throws {
        let image = try manifest("1", configuration: "2", layers: ["3"])
        #expect(try verdict(index("a", image), index("b", image)) == .converted)
    }

    @Test func `equal configurations are the same, whatever the layers are called`() throws {
        let left = try manifest("1", configuration: "2", layers: ["3"])
        let right = try manifest("4", configuration: "2", layers: ["5"])
        #expect(try verdict(index("a", left), index("b", right)) == .converted)
    }

    @Test func `equal layers in order are the same`() throws {
        let left = try manifest("1", configuration: "2", layers: ["3", "4"])
        let right = try manifest("5", configuration: "6", layers: ["3", "4"])
        #expect(try verdict(index("a", left), index("b", right)) == .converted)
    }

    @Test func `equal layers in another order are different`() throws {
        let left = try manifest("1", configuration: "2", layers: ["3", "4"])
        let right = try manifest("5", configuration: "6", layers: ["4", "3"])
        #expect(try verdict(index("a", left), index("b", right)) == .diverged)
    }

    @Test func `two images without layers are not the same because of that`() throws {
        let left = try manifest("1", configuration: "2", layers: [])
        let right = try manifest("5", configuration: "6", layers: [])
        #expect(try verdict(index("a", left), index("b", right)) == .diverged)
    }

    @Test func `artifacts that share the empty configuration are not the same because of that`() throws {
        let type = "application/vnd.oci.empty.v1+json"
        let left = try manifest("1", configuration: "2", layers: ["3"], configurationType: type)
        let right = try manifest("4", configuration: "2", layers: ["5"], configurationType: type)
        #expect(try verdict(.manifest(left), .manifest(right)) == .diverged)
    }

    @Test func `an image inside a nested index is found`() throws {
        let image = try manifest("1", configuration: "2", layers: ["3"])
        #expect(try verdict(index("a", image, nestedIn: ["c"]), index("b", image)) == .converted)
    }

    @Test func `an upstream manifest that cannot be read leaves the question open`() throws {
        let left = try manifest("1", configuration: "2", layers: ["3"])
        let right = try manifest("4", configuration: "5", layers: ["3"])
        let failure = ResolutionFailure(.rateLimited, "too many requests")
        #expect(try verdict(index("a", left, child: .failed(failure)), index("b", right)) == .couldNotCheck)
    }

    @Test func `a child of the mirror that does not answer leaves the question open`() throws {
        let image = try manifest("1", configuration: "2", layers: ["3"])
        let failure = ResolutionFailure(.transient, "time-out")
        #expect(try verdict(index("a", image), index("b", image, child: .failed(failure))) == .couldNotCheck)
    }

    @Test func `a child that was not verified does not count as present`() throws {
        let image = try manifest("1", configuration: "2", layers: ["3"])
        #expect(try verdict(index("a", image), index("b", image, child: .unverified)) == .couldNotCheck)
    }
}
