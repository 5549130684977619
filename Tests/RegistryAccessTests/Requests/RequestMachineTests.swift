import AuditModel
import HTTPTransport
import HTTPTypes
import Testing

@testable import RegistryAccess

@Suite struct RequestMachineTests {
    private let start = ContinuousClock.now

    private func machine(
        _ url: String = "https://r.example/v2/a/manifests/1", authorization: Authorization? = nil,
        endpoints: RegistryEndpoints = RegistryEndpoints(), trust: TransferTrust = TransferTrust()
    ) throws -> RequestMachine {
        let url = try HTTPURL(url)
        return RequestMachine(
            RequestMachine.Plan(
                registry: "r.example", url: url, head: RequestHead([.accept: "x/y"]), bodyLimit: 100,
                deadline: start + .seconds(60),
                exchangeTimeout: .seconds(10),
                redirectPolicy: RedirectPolicy(start: url, trust: trust, endpoints: endpoints),
                authorization: authorization))
    }

    private func login(_ origin: String = "https://r.example:443", isFresh: Bool = true) -> Authorization {
        Authorization(kind: .basic, value: Secret("Basic x"), origin: origin, isFresh: isFresh)
    }

    private func redirect(_ location: String?, status: Int = 307) -> RequestMachine.Event {
        .reply(TransferReply(status: status, fields: location.map { [.location: $0] } ?? [:]))
    }

    private func step(
        _ machine: inout RequestMachine, _ event: RequestMachine.Event, after: Duration = .zero
    ) -> RequestMachine.Step {
        machine.next(event, now: start + after, jitter: 1)
    }

    private func sent(_ step: RequestMachine.Step) throws -> TransferRequest {
        guard case .send(let request) = step else { throw Unexpected(step: "\(step)") }
        return request
    }

    private func failure(_ step: RequestMachine.Step) throws -> ResolutionFailure {
        guard case .done(.failure(let failure, _)) = step else { throw Unexpected(step: "\(step)") }
        return failure
    }

    private func final(_ step: RequestMachine.Step) throws -> FinalReply {
        guard case .done(.reply(let reply)) = step else { throw Unexpected(step: "\(step)") }
        return reply
    }

    private struct Unexpected: Error {
        let step: String
    }

    @Test func `a reply is the result, within the time of one exchange`() throws {
        var machine = try machine()
        let request = try sent(step(&machine, .started))
        #expect(request.deadline == start + .seconds(10))
        #expect(request.bodyLimit == 100)
        #expect(request.fields[.accept] == "x/y")
        #expect(request.fields[.authorization] == nil)
        let reply = try final(step(&machine, .reply(TransferReply(status: 404))))
        #expect(reply.status == 404)
        #expect(reply.description == "GET https://r.example/v2/a/manifests/1 answered 404")
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is followed with the same fields but without the login`(status: Int) throws {
        var machine = try machine(authorization: login())
        #expect(try sent(step(&machine, .started)).fields[.authorization] == "Basic x")
        let second = try sent(step(&machine, redirect("https://cdn.example/blob?sig=s", status: status)))
        #expect(second.url.description == "https://cdn.example:443/blob?sig=s")
        #expect(second.fields[.authorization] == nil)
        #expect(second.fields[.accept] == "x/y")
        let reply = try final(step(&machine, .reply(TransferReply(status: 200))))
        #expect(reply.isRedirected)
        #expect(!reply.description.contains("sig"))
    }

    @Test(arguments: [
        ("/elsewhere", true), ("https://r.example:443/x", true), ("HTTPS://R.EXAMPLE/x", true),
        ("https://r.example:8443/x", false), ("https://sub.r.example/x", false), ("//evil.example/x", false),
        ("https://r.example.evil.example/x", false),
    ])
    func `a login is sent to its own scheme, host and port only`(location: String, isShown: Bool) throws {
        var machine = try machine(authorization: login())
        _ = step(&machine, .started)
        #expect((try sent(step(&machine, redirect(location))).fields[.authorization] != nil) == isShown)
    }

    @Test(arguments: [
        "http://r.example/x", "http://cdn.example/x", "ftp://cdn.example/x", "https://u:p@cdn.example/x", "",
        "https://cdn.example/" + String(repeating: "x", count: 9000), "https://a b/", "https://cdn.example\\@evil/",
        "https://b\u{FC}cher.example/", "https:/\r\n/evil.example",
    ])
    func `a redirect to a forbidden target is refused`(location: String) throws {
        var machine = try machine(authorization: login())
        _ = step(&machine, .started)
        let failure = try failure(step(&machine, redirect(location)))
        #expect(failure.kind == .refused)
        #expect(failure.message.hasPrefix("GET https://r.example/v2/a/manifests/1: redirects to "))
        #expect(!failure.message.contains("u:p"))
    }

    @Test func `a redirect without a target is a violation, and an endless one is cut off`() throws {
        var nowhere = try machine()
        _ = step(&nowhere, .started)
        #expect(try failure(step(&nowhere, redirect(nil))).kind == .protocolViolation)
        var endless = try machine()
        _ = step(&endless, .started)
        for count in 1...5 { _ = try sent(step(&endless, redirect("/\(count)"))) }
        #expect(try failure(step(&endless, redirect("/6"))).message.contains("more than 5 times"))
    }

    @Test func `only the configured host may have a private address, not its redirect targets`() throws {
        let trust = TransferTrust(certificateAuthorityFile: "ca.pem", allowsPrivateAddresses: true)
        var machine = try machine("http://127.0.0.1:5000/v2/a/manifests/1", trust: trust)
        #expect(try sent(step(&machine, .started)).trust == trust)
        #expect(try sent(step(&machine, redirect("http://127.0.0.1:5001/x"))).trust == trust)
        #expect(try sent(step(&machine, redirect("https://cdn.example/x"))).trust == TransferTrust())
        #expect(try failure(step(&machine, redirect("http://127.0.0.1:5001/x"))).kind == .refused)
    }

    @Test func `plain http may redirect to plain http only if the operator listed the target`() throws {
        var refused = try machine("http://127.0.0.1:5000/x")
        _ = step(&refused, .started)
        #expect(try failure(step(&refused, redirect("http://10.0.0.1/x"))).kind == .refused)
        let listed = RegistryEndpoint(
            registry: "cdn", url: try HTTPURL("http://10.0.0.1"), trust: TransferTrust(allowsPrivateAddresses: true),
            isListed: true)
        var allowed = try machine(
            "http://127.0.0.1:5000/x", endpoints: RegistryEndpoints(listed: ["cdn": listed]))
        _ = step(&allowed, .started)
        #expect(try sent(step(&allowed, redirect("http://10.0.0.1/x"))).trust.allowsPrivateAddresses)
    }

    @Test func `https never redirects to plain http, even if the operator listed the target`() throws {
        let listed = RegistryEndpoint(
            registry: "cdn", url: try HTTPURL("http://10.0.0.1"), trust: TransferTrust(allowsPrivateAddresses: true),
            isListed: true)
        var machine = try machine(endpoints: RegistryEndpoints(listed: ["cdn": listed]))
        _ = step(&machine, .started)
        #expect(try failure(step(&machine, redirect("http://10.0.0.1/x"))).kind == .refused)
    }

    @Test func `a 401 is answered once, and a refused fresh login is final`() throws {
        var machine = try machine()
        _ = step(&machine, .started)
        let challenge = RequestMachine.Event.reply(
            TransferReply(status: 401, fields: [.wwwAuthenticate: "Basic realm=x"]))
        guard case .authenticate(let demand) = step(&machine, challenge) else {
            Issue.record("no demand")
            return
        }
        #expect(demand.challenges.map(\.scheme) == ["basic"])
        #expect(demand.rejected == nil)
        #expect(
            try sent(step(&machine, .answered(.authorized(login())))).fields[.authorization] == "Basic x")
        let end = try final(step(&machine, challenge))
        #expect(end.status == 401)
        #expect(end.authorization == .basic)
    }

    @Test func `an expired token is replaced once`() throws {
        var machine = try machine(authorization: login(isFresh: false))
        _ = step(&machine, .started)
        let challenge = RequestMachine.Event.reply(TransferReply(status: 401))
        guard case .authenticate(let demand) = step(&machine, challenge) else {
            Issue.record("no demand")
            return
        }
        #expect(demand.rejected == login(isFresh: false))
        _ = try sent(step(&machine, .answered(.authorized(login(isFresh: false)))))
        guard case .authenticate = step(&machine, challenge) else {
            Issue.record("no second demand")
            return
        }
        _ = try sent(step(&machine, .answered(.authorized(login(isFresh: false)))))
        #expect(try final(step(&machine, challenge)).status == 401)
    }

    @Test func `without a login the 401 is the result, as is a denial`() throws {
        let challenge = RequestMachine.Event.reply(TransferReply(status: 401))
        var machine = try machine()
        _ = step(&machine, .started)
        _ = step(&machine, challenge)
        #expect(try final(step(&machine, .answered(.nothing))).authorization == nil)
        var denied = try self.machine()
        _ = step(&denied, .started)
        _ = step(&denied, challenge)
        let failure = ResolutionFailure(.authFailed, "no")
        #expect(try self.failure(step(&denied, .answered(.denied(failure)))) == failure)
    }

    @Test(arguments: [200, 403, 404])
    func `only a 401 starts a token exchange`(status: Int) throws {
        var machine = try machine()
        _ = step(&machine, .started)
        let reply = TransferReply(status: status, fields: [.wwwAuthenticate: "Bearer realm=\"https://evil.example\""])
        #expect(try final(step(&machine, .reply(reply))).status == status)
    }

    @Test func `a transient failure is retried after a delay, and then it is the result`() throws {
        var machine = try machine()
        _ = step(&machine, .started)
        for expected in [Duration.milliseconds(500), .seconds(1), .seconds(2)] {
            guard case .wait(expected) = step(&machine, .error(TransferError(.truncated, "cut"))) else {
                Issue.record("no wait of \(expected)")
                return
            }
            _ = try sent(step(&machine, .waited))
        }
        let failure = try failure(step(&machine, .error(TransferError(.truncated, "cut"))))
        #expect(failure.kind == .transient)
        #expect(failure.message == "GET https://r.example/v2/a/manifests/1: cut (tried 4 times)")
    }

    @Test func `nothing waits past the deadline or is sent after it`() throws {
        var machine = try machine()
        _ = step(&machine, .started)
        let busy = TransferReply(status: 503, fields: [.retryAfter: "20"])
        #expect(try final(step(&machine, .reply(busy), after: .seconds(45))).status == 503)
        var late = try self.machine()
        #expect(try failure(step(&late, .started, after: .seconds(60))).kind == .transient)
        var near = try self.machine()
        #expect(try sent(step(&near, .started, after: .seconds(55))).deadline == start + .seconds(60))
    }

    @Test(arguments: TransferError.Kind.allCases)
    func `every transfer failure maps to a failure kind`(kind: TransferError.Kind) {
        let refused: Set<TransferError.Kind> = [.bodyTooLarge, .headersTooLarge, .addressRefused, .invalidRequest]
        let expected: ResolutionFailure.Kind =
            refused.contains(kind) ? .refused : kind == .malformedReply ? .protocolViolation : .transient
        #expect(TransferError(kind, "").resolutionKind == expected)
    }
}
