import AuditModel
import Testing

@testable import RegistryAccess

@Suite struct HostLimiterStateTests {
    private let start = ContinuousClock.now
    private let reason = ResolutionFailure(.transient, "GET https://r.example/: no connection could be made")
    private let limit = ResolutionFailure(.rateLimited, "GET https://r.example/ answered 429")

    private func limiter(_ capacity: Int = 8) -> HostLimiterState {
        HostLimiterState(host: "r.example", capacity: capacity, retry: RetryPolicy())
    }

    /// The answer to a request that may take a minute.
    private func ask(_ limiter: inout HostLimiterState, after: Duration = .zero) -> HostLimiterState.Decision {
        limiter.admit(now: start + after, deadline: start + after + .seconds(60))
    }

    private func enter(_ limiter: inout HostLimiterState, after: Duration = .zero) throws -> HostLimiterState.Permit {
        guard case .admit(let pass) = ask(&limiter, after: after) else { throw NotAdmitted() }
        return pass
    }

    private struct NotAdmitted: Error {}

    private func leave(
        _ limiter: inout HostLimiterState, _ pass: HostLimiterState.Permit, _ outcome: HostLimiterState.Outcome,
        after: Duration = .zero
    ) {
        limiter.release(pass, outcome, now: start + after, jitter: 1)
    }

    @Test func `no more requests are in flight than the host's limit`() throws {
        var limiter = limiter(2)
        let first = try enter(&limiter)
        _ = try enter(&limiter)
        #expect(ask(&limiter) == .full)
        leave(&limiter, first, .answered)
        _ = try enter(&limiter)
        #expect(ask(&limiter) == .full)
    }

    @Test func `a rate-limited host is paused for as long as it asks, then probed once`() throws {
        var limiter = limiter()
        let pass = try enter(&limiter)
        leave(&limiter, pass, .limited(.seconds(5), limit))
        #expect(ask(&limiter, after: .milliseconds(4999)) == .wait)
        #expect(limiter.pauseEnd(after: start) == start + .seconds(5))
        let probe = try enter(&limiter, after: .seconds(5))
        #expect(ask(&limiter, after: .seconds(5)) == .wait)
        leave(&limiter, probe, .answered, after: .seconds(6))
        for _ in 0..<8 { _ = try enter(&limiter, after: .seconds(6)) }
    }

    @Test func `the longest pause among concurrent replies counts, once`() throws {
        var limiter = limiter()
        let passes = try (0..<8).map { _ in try enter(&limiter) }
        for (seconds, pass) in passes.enumerated() { leave(&limiter, pass, .limited(.seconds(seconds), limit)) }
        #expect(limiter.pauseEnd(after: start) == start + .seconds(7))
        _ = try enter(&limiter, after: .seconds(7))
    }

    @Test func `a reply to a request sent before the pause does not end it`() throws {
        var limiter = limiter()
        let early = try enter(&limiter)
        leave(&limiter, try enter(&limiter), .limited(.seconds(5), limit))
        leave(&limiter, early, .answered)
        #expect(ask(&limiter, after: .seconds(1)) == .wait)
    }

    @Test func `a request whose time is shorter than the pause fails at once`() throws {
        var limiter = limiter()
        leave(&limiter, try enter(&limiter), .limited(.seconds(20), limit))
        guard case .refuse(let failure) = limiter.admit(now: start, deadline: start + .seconds(10)) else {
            Issue.record("not refused")
            return
        }
        #expect(failure.kind == .rateLimited)
        #expect(
            failure.message.contains(
                "r.example limits the rate, and the pause before the next try is longer than the time left"))
    }

    @Test func `an excessive pause fails all requests until it ends`() throws {
        var limiter = limiter()
        leave(&limiter, try enter(&limiter), .limited(.seconds(3600), limit))
        guard case .refuse(let failure) = ask(&limiter, after: .seconds(3599)) else {
            Issue.record("not refused")
            return
        }
        #expect(failure.kind == .rateLimited)
        _ = try enter(&limiter, after: .seconds(3600))
    }

    @Test func `a lasting limit is given up after four pauses`() throws {
        var limiter = limiter()
        var now = Duration.zero
        for _ in 0..<4 {
            leave(&limiter, try enter(&limiter, after: now), .limited(nil, limit), after: now)
            now += .seconds(10)
        }
        guard case .refuse = ask(&limiter, after: now) else {
            Issue.record("not refused")
            return
        }
    }

    @Test func `as many silent requests as the limit are an outage, decided by one probe`() throws {
        var limiter = limiter()
        let passes = try (0..<8).map { _ in try enter(&limiter) }
        for pass in passes { leave(&limiter, pass, .silent(reason)) }
        #expect(ask(&limiter) == .wait)
        let probe = try enter(&limiter, after: .seconds(2))
        #expect(ask(&limiter, after: .seconds(2)) == .wait)
        leave(&limiter, probe, .silent(reason), after: .seconds(2))
        guard case .refuse(let failure) = ask(&limiter, after: .seconds(2)) else {
            Issue.record("not refused")
            return
        }
        #expect(failure.kind == .transient)
        #expect(
            failure.message
                == "not contacted: r.example keeps failing; last failure: GET https://r.example/: "
                + "no connection could be made")
    }

    @Test func `a host that recovers is used as before`() throws {
        var limiter = limiter()
        for pass in try (0..<8).map({ _ in try enter(&limiter) }) { leave(&limiter, pass, .silent(reason)) }
        leave(&limiter, try enter(&limiter, after: .seconds(2)), .answered, after: .seconds(2))
        for _ in 0..<8 { _ = try enter(&limiter, after: .seconds(2)) }
    }

    @Test func `a host that was given up is probed again after a minute`() throws {
        var limiter = limiter()
        for pass in try (0..<8).map({ _ in try enter(&limiter) }) { leave(&limiter, pass, .silent(reason)) }
        leave(&limiter, try enter(&limiter, after: .seconds(2)), .silent(reason), after: .seconds(2))
        let probe = try enter(&limiter, after: .seconds(62))
        #expect(ask(&limiter, after: .seconds(62)) == .wait)
        leave(&limiter, probe, .answered, after: .seconds(62))
        _ = try enter(&limiter, after: .seconds(62))
    }

    @Test func `failures between replies are not an outage`() throws {
        var limiter = limiter()
        for _ in 0..<100 {
            leave(&limiter, try enter(&limiter), .silent(reason))
            leave(&limiter, try enter(&limiter), .answered)
            leave(&limiter, try enter(&limiter), .faulty(reason))
        }
        _ = try enter(&limiter)
    }

    @Test func `server errors count half as much as silence`() throws {
        var limiter = limiter()
        for _ in 0..<15 { leave(&limiter, try enter(&limiter), .faulty(reason)) }
        leave(&limiter, try enter(&limiter), .faulty(reason))
        #expect(ask(&limiter) == .wait)
    }

    @Test func `a failure that is not the host's changes nothing`() throws {
        var limiter = limiter()
        for _ in 0..<100 { leave(&limiter, try enter(&limiter), .unrelated) }
        _ = try enter(&limiter)
    }
}
