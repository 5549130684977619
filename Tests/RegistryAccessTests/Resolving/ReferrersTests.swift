import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import Testing

@testable import RegistryAccess

@Suite struct ReferrersTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    private func referrers(_ status: Int, _ body: String = "") async throws -> (Referrers?, [String]) {
        let transport = ScriptedTransport { _, _ in
            TransferReply(status: status, fields: [.contentType: MediaType.ociIndex], body: Array(body.utf8))
        }
        let image = try ImageReference("r.example/a/b@" + Self.digest)
        let answers = await ImageResolver(transport: transport, timing: TestClock().timing).referrers(of: [
            image, image,
        ])
        return (answers[image], transport.lines)
    }

    @Test func `a referrers list has the artifacts and their types for one request`() async throws {
        let entry = """
            {"mediaType":"\(MediaType.ociManifest)","digest":"\(Self.digest)","size":1,"artifactType":"a/sbom"}
            """
        let (answer, lines) = try await referrers(200, #"{"schemaVersion":2,"manifests":[\#(entry)]}"#)
        guard case .listed(let descriptors) = answer else {
            Issue.record("\(answer.map { "\($0)" } ?? "no answer")")
            return
        }
        #expect(descriptors.map(\.artifactType) == ["a/sbom"])
        #expect(lines == ["GET https://r.example/v2/a/b/referrers/\(Self.digest)"])
    }

    @Test(arguments: [400, 404, 405]) func `a registry without the referrers API is recognized`(status: Int)
        async throws
    {
        #expect(try await referrers(status).0 == .unsupported)
    }

    private func page(_ letter: Character, _ links: String...) -> TransferReply {
        let digest = "sha256:" + String(repeating: letter, count: 64)
        let body = """
            {"schemaVersion":2,"manifests":[{"mediaType":"\(MediaType.ociManifest)","digest":"\(digest)","size":1}]}
            """
        var fields: HTTPFields = [.contentType: MediaType.ociIndex]
        if let name = HTTPField.Name("Link") { fields[values: name] = links }
        return TransferReply(status: 200, fields: HTTPFields(fields), body: Array(body.utf8))
    }

    private func list(
        _ first: TransferReply, others: TransferReply? = nil
    ) async throws -> (referrers: Referrers?, lines: [String]) {
        let transport = ScriptedTransport { request, _ in
            request.url.pathAndQuery.hasSuffix(Self.digest) ? first : others ?? self.page("c")
        }
        let image = try ImageReference("r.example/a/b@" + Self.digest)
        let answers = await ImageResolver(transport: transport, timing: TestClock().timing).referrers(of: [image])
        return (answers[image], transport.requests.map(\.url.description))
    }

    @Test(arguments: [
        ["</v2/a/b/referrers/x?last=b&n=2>; rel=\"next\""],
        ["<https://R.example/v2/a/b/referrers/x?last=b&n=2>;rel=next"],
        ["<x?last=b&n=2> ; title*=UTF-8''n%e4chste ; REL = \"prefetch Next\";"],
        ["</p>; rel=\"prev\", </v2/a/b/referrers/x?last=b&n=2>; rel=\"next\""],
        ["</p>; rel=\"up\"; rel=\"next\"", "</v2/a/b/referrers/x?last=b&n=2>; title=\"a, \\\"b\\\"; c\"; rel=next"],
    ])
    func `a list continues at its next link`(links: [String]) async throws {
        var first = page("b")
        if let name = HTTPField.Name("Link") {
            var fields = HTTPFields(first.fields)
            fields[values: name] = links
            first = TransferReply(status: 200, fields: HTTPFields(fields), body: first.body)
        }
        let (referrers, lines) = try await list(first)
        guard case .listed(let descriptors) = referrers else {
            Issue.record("\(referrers.map { "\($0)" } ?? "no answer")")
            return
        }
        #expect(descriptors.compactMap(\.digest.hex.first) == ["b", "c"])
        #expect(lines.last == "https://r.example:443/v2/a/b/referrers/x?last=b&n=2")
    }

    @Test func `other links are not followed`() async throws {
        for link in ["</p>; rel=prev", "</p>", "</p>; title=next", ""] {
            #expect(try await list(page("b", link)).lines.count == 1)
        }
    }

    @Test(arguments: [
        "https://evil.example/x", "//evil.example/x", "https://r.example:8443/x", "http://r.example/x",
        "https://u:p@r.example/x", "ftp://r.example/x", "https://r.example\\@evil.example/", "/a b",
    ])
    func `a next page on another origin is not requested`(target: String) async throws {
        let (referrers, lines) = try await list(page("b", "<\(target)>; rel=next"))
        guard case .failed(let failure) = referrers else {
            Issue.record("no failure")
            return
        }
        #expect(failure.kind == .refused)
        #expect(lines.count == 1)
    }

    @Test(arguments: [
        "<", "><", "<>; rel=next", "/x>; rel=next", "</x; rel=next", "</x> rel=next", "</x>; rel=\"next",
        "</x>; rel=\"next\\", "</x>; =next", "</x>; rel=next </y>; rel=next", "x",
    ])
    func `an unreadable link is not taken for the end of the list`(link: String) async throws {
        guard case .failed(let failure) = try await list(page("b", link)).referrers else {
            Issue.record("no failure")
            return
        }
        #expect(failure.kind == .protocolViolation)
    }

    @Test func `a list whose pages loop is a failure`() async throws {
        let (same, asked) = try await list(page("b", "</self>; rel=next"), others: page("c", "</self>; rel=next"))
        guard case .failed(let failure) = same else {
            Issue.record("no failure")
            return
        }
        #expect(failure.kind == .refused)
        #expect(asked.count == 2)
        let transport = ScriptedTransport { request, _ in
            self.page("b", "<\(request.url.pathAndQuery)x>; rel=next")
        }
        let image = try ImageReference("r.example/a/b@" + Self.digest)
        _ = await ImageResolver(transport: transport, timing: TestClock().timing).referrers(of: [image])
        #expect(transport.requests.count == 32)
    }

    @Test(arguments: [(403, ""), (200, "<html>"), (200, #"{"schemaVersion":2}"#)])
    func `a reply that is not a list is a failure`(status: Int, body: String) async throws {
        guard case .failed = try await referrers(status, body).0 else {
            Issue.record("no failure")
            return
        }
    }
}
