import AuditModel
import ImageModel
import Testing

@Suite struct ResolutionsTests {
    private let nginx: ImageReference
    private let pinned: ImageReference
    private let failure = Resolution.failed(ResolutionFailure(.transient, "down"))

    init() throws {
        nginx = try ImageReference("nginx:1")
        pinned = try ImageReference("nginx:1@sha256:" + String(repeating: "a", count: 64))
    }

    @Test func `a tag beside a digest is not part of the inquiry`() throws {
        #expect(Inquiry(pinned).reference.tag == nil)
        var known = Resolutions()
        known.record(failure, for: Inquiry(pinned))
        #expect(known[pinned.with(tag: nil, digest: pinned.digest)] == failure)
        #expect(known[nginx] == nil)
    }

    @Test func `two spellings of one image are one inquiry`() throws {
        let spellings = ["nginx", "docker.io/library/nginx:latest", "index.docker.io/nginx"]
        let open = Resolutions().unanswered(try spellings.map { Inquiry(try ImageReference($0)) })
        #expect(open.map(\.reference.description) == ["docker.io/library/nginx:latest"])
    }

    @Test func `inquiries about one image are merged into one that answers all`() {
        let open = Resolutions().unanswered([
            Inquiry(nginx), Inquiry(nginx, depth: .children, platforms: [.linuxARM64]),
            Inquiry(nginx, depth: .config, platforms: [.linuxAMD64]),
        ])
        #expect(open == [Inquiry(nginx, depth: .config, platforms: [.linuxAMD64, .linuxARM64])])
    }

    @Test func `an inquiry without platforms is about all of them, whatever it is merged with`() {
        let open = Resolutions().unanswered([
            Inquiry(nginx, depth: .children), Inquiry(nginx, depth: .children, platforms: [.linuxARM64]),
        ])
        #expect(open == [Inquiry(nginx, depth: .children)])
    }

    @Test func `an answered inquiry is repeated only at a greater depth or for more platforms`() {
        var known = Resolutions()
        known.record(failure, for: Inquiry(nginx, depth: .children, platforms: [.linuxAMD64]))
        #expect(known.unanswered([Inquiry(nginx)]).isEmpty)
        #expect(known.unanswered([Inquiry(nginx, depth: .children, platforms: [.linuxAMD64])]).isEmpty)
        let deeper = known.unanswered([Inquiry(nginx, depth: .children, platforms: [.linuxARM64])])
        #expect(deeper == [Inquiry(nginx, depth: .children, platforms: [.linuxAMD64, .linuxARM64])])
    }
}
