import AuditModel
import HTTPTransport
import HTTPTypes
import ImageModel
import TestSupport
import Testing

@testable import RegistryAccess

/// How a run treats registries that limit, fail or disappear.
@Suite(.timeLimit(.minutes(10))) struct RegistryLoadTests {
    private static func registry(tags: Int) throws -> FakeRegistry {
        var registry = FakeRegistry()
        for tag in 0..<tags {
            try registry.index(
                [registry.image("amd64", claiming: "amd64"), registry.image("arm64", claiming: "arm64")],
                tag: "\(tag)")
        }
        return registry
    }

    private func inquiries(_ count: Int, at host: String = "r.example") throws -> [Inquiry] {
        try (0..<count).map { Inquiry(try ImageReference("\(host)/a/b:\($0)")) }
    }

    @Test func `a registry that is down costs a few requests, not one per image`() async throws {
        let transport = ScriptedTransport { _, _ throws(TransferError) in throw TransferError(.timedOut, "no answer") }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let answers = await resolver.resolve(try inquiries(500))
        #expect(answers.count == 500)
        #expect(answers.allSatisfy { $0.resolution.failure?.kind == .transient })
        #expect(transport.requests.count < 20)
    }

    @Test func `a rate-limited registry is paused for all images while others continue`() async throws {
        let registry = try Self.registry(tags: 100)
        let transport = ScriptedTransport { request, _ in
            request.url.host == "limited.example"
                ? TransferReply(status: 429, fields: [.retryAfter: "3600"]) : registry.reply(to: request)
        }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let answers = await resolver.resolve(try inquiries(500, at: "limited.example") + inquiries(100))
        #expect(answers.count { $0.resolution.failure?.kind == .rateLimited } == 500)
        #expect(answers.count { $0.resolution.failure == nil } == 100)
        #expect(transport.requests.count { $0.url.host == "limited.example" } <= 8)
    }

    @Test func `everything is answered after a temporary rate limit`() async throws {
        let registry = try Self.registry(tags: 50)
        let clock = TestClock()
        let asked = Locked(0)
        let transport = ScriptedTransport { request, _ in
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            return number == 3
                ? TransferReply(status: 429, fields: [.retryAfter: "5"]) : registry.reply(to: request)
        }
        let resolver = ImageResolver(
            transport: transport, options: ResolverOptions(concurrency: 1), timing: clock.timing)
        let answers = await resolver.resolve(try inquiries(50))
        #expect(answers.allSatisfy { $0.resolution.failure == nil })
        #expect(transport.requests.count == 51)
        #expect(resolver.usage["r.example"]?.retries == 1)
        #expect(clock.slept.contains(.seconds(5)))
        #expect(clock.slept.allSatisfy { $0 <= .seconds(5) })
    }

    @Test func `the last request allowed by a rate limit is the last one sent`() async throws {
        let registry = try Self.registry(tags: 10)
        let remaining = try #require(HTTPField.Name("ratelimit-remaining"))
        let left = Locked(3)
        let transport = ScriptedTransport { request, _ in
            let reply = registry.reply(to: request)
            let count = left.withLock { left in
                left -= 1
                return left
            }
            return TransferReply(status: reply.status, fields: [remaining: "\(count);w=21600"], body: reply.body)
        }
        let resolver = ImageResolver(
            transport: transport, options: ResolverOptions(concurrency: 1), timing: TestClock().timing)
        let answers = await resolver.resolve(try inquiries(10))
        #expect(answers.count { $0.resolution.failure == nil } == 3)
        #expect(answers.count { $0.resolution.failure?.kind == .rateLimited } == 7)
        #expect(transport.requests.count == 3)
        #expect(resolver.usage["r.example"]?.rateLimit?.remaining == 0)
    }

    @Test func `an image waiting for its retry does not occupy a slot`() async throws {
        let registry = try Self.registry(tags: 20)
        let gate = AsyncStream<Void>.makeStream()
        // The wait ends when everything but the broken image is answered, although only one request may be in flight.
        let timing = Timing(
            now: { ContinuousClock.now },
            sleep: { _ in for await _ in gate.stream {} }, jitter: { 1 })
        let transport = ScriptedTransport { request, earlier in
            if request.url.pathAndQuery.hasSuffix("/0"), earlier == 0 { return TransferReply(status: 500) }
            return registry.reply(to: request)
        }
        let observer = RecordingObserver { answered in
            if answered == 19 { gate.continuation.finish() }
        }
        let resolver = ImageResolver(
            transport: transport, options: ResolverOptions(concurrency: 1), timing: timing, observer: observer)
        let answers = await resolver.resolve(try inquiries(20))
        #expect(answers.allSatisfy { $0.resolution.failure == nil })
    }

    @Test(arguments: [
        (307, HTTPField.Name.location, "https://other.example/slow"),
        (401, .wwwAuthenticate, #"Bearer realm="https://other.example/""#),
    ])
    func `an image waiting for another host does not occupy a slot`(
        status: Int, name: HTTPField.Name, detour: String
    ) async throws {
        let registry = try Self.registry(tags: 19)
        let url = try HTTPURL("https://r.example")
        let endpoint = RegistryEndpoint(registry: "r.example", url: url, isListed: true, concurrency: 1)
        let gate = AsyncStream<Void>.makeStream()
        // The other host answers when all other images are done, although only one request may be in flight.
        let transport = GatedTransport(
            gate: gate.stream,
            isGated: { $0.url.host == "other.example" && $0.url.pathAndQuery.contains("slow") },
            reply: { request in
                if request.url.host == "other.example" { return TransferReply(status: 404) }
                return request.url.pathAndQuery.contains("slow")
                    ? TransferReply(status: status, fields: [name: detour]) : registry.reply(to: request)
            })
        let observer = RecordingObserver { answered in
            if answered == 19 { gate.continuation.finish() }
        }
        let resolver = ImageResolver(
            transport: transport, endpoints: RegistryEndpoints(listed: ["r.example": endpoint]), observer: observer)
        let answers = await resolver.resolve(try inquiries(19) + [Inquiry(try ImageReference("r.example/a/a-slow:0"))])
        #expect(answers.count { $0.resolution.failure == nil } == 19)
    }

    @Test func `a host's concurrency setting is used fully and never exceeded`() async throws {
        let registry = try Self.registry(tags: 40)
        let url = try HTTPURL("https://r.example")
        let endpoints = RegistryEndpoints(listed: [
            "r.example": RegistryEndpoint(registry: "r.example", url: url, isListed: true, concurrency: 3)
        ])
        let transport = MeetingTransport(size: 3) { registry.reply(to: $0) }
        let resolver = ImageResolver(transport: transport, endpoints: endpoints)
        let deep = try (0..<40).map { Inquiry(try ImageReference("r.example/a/b:\($0)"), depth: .config) }
        _ = await resolver.resolve(deep)
        #expect(transport.most == 3)
    }

    @Test func `the children of an image are requested concurrently`() async throws {
        let registry = try Self.registry(tags: 1)
        let transport = MeetingTransport(
            size: 2, isMet: { $0.url.pathAndQuery.contains("/manifests/sha256:") }, reply: { registry.reply(to: $0) })
        let resolver = ImageResolver(transport: transport)
        _ = await resolver.resolve([Inquiry(try ImageReference("r.example/a/b:0"), depth: .config)])
        #expect(transport.most == 2)
    }

    @Test func `a deeper resolution later fetches nothing twice`() async throws {
        let registry = try Self.registry(tags: 1)
        let transport = ScriptedTransport { request, _ in registry.reply(to: request) }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let reference = try ImageReference("r.example/a/b:0")
        for depth in [VerificationDepth.index, .config, .children, .config] {
            _ = await resolver.resolve([Inquiry(reference, depth: depth)])
        }
        // The index, two manifests, two configurations.
        #expect(transport.requests.count == 5)
        #expect(Set(transport.lines).count == 5)
    }

    @Test func `content shared by many images is fetched once`() async throws {
        // All tags hold the same two children.
        let registry = try Self.registry(tags: 30)
        let transport = ScriptedTransport { request, _ in registry.reply(to: request) }
        let resolver = ImageResolver(transport: transport, timing: TestClock().timing)
        let deep = try (0..<30).map { Inquiry(try ImageReference("r.example/a/b:\($0)"), depth: .config) }
        _ = await resolver.resolve(deep)
        #expect(transport.requests.count == 30 + 4)
    }

    @Test func `a run past its time limit sends nothing more and reports the limit`() async throws {
        let clock = TestClock()
        let registry = try Self.registry(tags: 10)
        let transport = ScriptedTransport { request, _ in
            clock.advance(by: .seconds(4))
            return registry.reply(to: request)
        }
        let resolver = ImageResolver(
            transport: transport, options: ResolverOptions(concurrency: 1, runTimeout: .seconds(10)),
            timing: clock.timing)
        let answers = await resolver.resolve(try inquiries(10))
        #expect(answers.count { $0.resolution.failure == nil } == 3)
        let late = answers.compactMap(\.resolution.failure)
        #expect(late.count == 7)
        #expect(late.allSatisfy { $0.kind == .transient })
        #expect(transport.requests.count == 3)
    }

    @Test func `a cancelled run returns although its registry never answers`() async throws {
        let registry = try Self.registry(tags: 1)
        let gate = AsyncStream<Void>.makeStream()
        let waiting = Locked(0)
        let transport = GatedTransport(
            gate: gate.stream,
            isGated: { _ in
                waiting.withLock { $0 += 1 }
                return true
            },
            reply: { registry.reply(to: $0) })
        let resolver = ImageResolver(transport: transport)
        let inquiries = try inquiries(100)
        let run = Task { await resolver.resolve(inquiries) }
        try await eventually("eight requests wait") { waiting.withLock { $0 >= 8 } }
        run.cancel()
        #expect(await run.value.allSatisfy { $0.resolution.failure?.kind == .transient })
        gate.continuation.finish()
    }
}

/// Holds requests until the expected number is in flight once; from then on it answers immediately.
private final class MeetingTransport: Transport {
    private let size: Int
    private let isMet: @Sendable (TransferRequest) -> Bool
    private let reply: @Sendable (TransferRequest) -> TransferReply
    private let counts = Locked((now: 0, most: 0))

    init(
        size: Int, isMet: @escaping @Sendable (TransferRequest) -> Bool = { _ in true },
        reply: @escaping @Sendable (TransferRequest) -> TransferReply
    ) {
        self.size = size
        self.isMet = isMet
        self.reply = reply
    }

    /// The most requests that were in flight at once.
    var most: Int { counts.withLock { $0.most } }

    func exchange(_ request: TransferRequest) async throws(TransferError) -> TransferReply {
        guard isMet(request) else { return reply(request) }
        counts.withLock { counts in
            counts.now += 1
            counts.most = max(counts.most, counts.now)
        }
        defer { counts.withLock { $0.now -= 1 } }
        do {
            try await eventually("\(size) requests are in flight at once") { most >= size }
        } catch {
            throw TransferError(.timedOut, "\(error)")
        }
        return reply(request)
    }
}

/// Answers some requests only once a gate has opened, all others immediately.
private struct GatedTransport: Transport {
    let gate: AsyncStream<Void>
    let isGated: @Sendable (TransferRequest) -> Bool
    let reply: @Sendable (TransferRequest) -> TransferReply

    func exchange(_ request: TransferRequest) async throws(TransferError) -> TransferReply {
        if isGated(request) {
            for await _ in gate {}
            if Task.isCancelled { throw TransferError(.cancelled, "cancelled") }
        }
        return reply(request)
    }
}
