import AuditModel
import Testing

@testable import RegistryAccess

@Suite struct HostLaneStateTests {
    private let start = ContinuousClock.now
    private let reason = ResolutionFailure(.transient, "GET https://r.example/: no connection could be made")
    private let limit = ResolutionFailure(.rateLimited, "GET https://r.example/ answered 429")

    private func lane(_ capacity: Int = 8) -> HostLaneState {
        HostLaneState(host: "r.example", capacity: capacity, retry: RetryPolicy())
    }

    /// What somebody with a minute to spare is told.
    private func ask(_ lane: inout HostLaneState, after: Duration = .zero) -> HostLaneState.Decision {
        lane.admit(now: start + after, deadline: start + after + .seconds(60))
    }

    private func enter(_ lane: inout HostLaneState, after: Duration = .zero) throws -> HostLaneState.Pass {
        guard case .enter(let pass) = ask(&lane, after: after) else { throw NotAdmitted() }
        return pass
    }

    private struct NotAdmitted: Error {}

    private func leave(
        _ lane: inout HostLaneState, _ pass: HostLaneState.Pass, _ outcome: HostLaneState.Outcome,
        after: Duration = .zero
    ) {
        lane.leave(pass, outcome, now: start + after, jitter: 1)
    }

    @Test func `no more are under way than the host is asked at one time`() throws {
        var lane = lane(2)
        let first = try enter(&lane)
        _ = try enter(&lane)
        #expect(ask(&lane) == .full)
        leave(&lane, first, .answered)
        _ = try enter(&lane)
        #expect(ask(&lane) == .full)
    }

    @Test func `a limited host is left alone by everybody for as long as it says, then one goes ahead`() throws {
        var lane = lane()
        let pass = try enter(&lane)
        leave(&lane, pass, .limited(.seconds(5), limit))
        #expect(ask(&lane, after: .milliseconds(4999)) == .wait)
        #expect(lane.pauseEnd(after: start) == start + .seconds(5))
        let probe = try enter(&lane, after: .seconds(5))
        #expect(ask(&lane, after: .seconds(5)) == .wait)
        leave(&lane, probe, .answered, after: .seconds(6))
        for _ in 0..<8 { _ = try enter(&lane, after: .seconds(6)) }
    }

    @Test func `the pause is the longest that one of those under way was told, and counts once`() throws {
        var lane = lane()
        let passes = try (0..<8).map { _ in try enter(&lane) }
        for (seconds, pass) in passes.enumerated() { leave(&lane, pass, .limited(.seconds(seconds), limit)) }
        #expect(lane.pauseEnd(after: start) == start + .seconds(7))
        _ = try enter(&lane, after: .seconds(7))
    }

    @Test func `an answer to what was sent before the pause does not end it`() throws {
        var lane = lane()
        let early = try enter(&lane)
        leave(&lane, try enter(&lane), .limited(.seconds(5), limit))
        leave(&lane, early, .answered)
        #expect(ask(&lane, after: .seconds(1)) == .wait)
    }

    @Test func `who has less time than the pause takes is told at once`() throws {
        var lane = lane()
        leave(&lane, try enter(&lane), .limited(.seconds(20), limit))
        guard case .refuse(let failure) = lane.admit(now: start, deadline: start + .seconds(10)) else {
            Issue.record("not refused")
            return
        }
        #expect(failure.kind == .rateLimited)
        #expect(failure.message.contains("r.example limits the rate and asks for more time than is left"))
    }

    @Test func `a wish beyond all patience ends the matter for everybody until then`() throws {
        var lane = lane()
        leave(&lane, try enter(&lane), .limited(.seconds(3600), limit))
        guard case .refuse(let failure) = ask(&lane, after: .seconds(3599)) else {
            Issue.record("not refused")
            return
        }
        #expect(failure.kind == .rateLimited)
        _ = try enter(&lane, after: .seconds(3600))
    }

    @Test func `a limit that lasts is given up on after four pauses`() throws {
        var lane = lane()
        var now = Duration.zero
        for _ in 0..<4 {
            leave(&lane, try enter(&lane, after: now), .limited(nil, limit), after: now)
            now += .seconds(10)
        }
        guard case .refuse = ask(&lane, after: now) else {
            Issue.record("not refused")
            return
        }
    }

    @Test func `silence of as many as are asked at one time is an outage, and one probe decides it`() throws {
        var lane = lane()
        let passes = try (0..<8).map { _ in try enter(&lane) }
        for pass in passes { leave(&lane, pass, .silent(reason)) }
        #expect(ask(&lane) == .wait)
        let probe = try enter(&lane, after: .seconds(2))
        #expect(ask(&lane, after: .seconds(2)) == .wait)
        leave(&lane, probe, .silent(reason), after: .seconds(2))
        guard case .refuse(let failure) = ask(&lane, after: .seconds(2)) else {
            Issue.record("not refused")
            return
        }
        #expect(failure.kind == .transient)
        #expect(
            failure.message
                == "not asked: r.example fails time after time; the last time: GET https://r.example/: "
                + "no connection could be made")
    }

    @Test func `a host that comes back is asked as before`() throws {
        var lane = lane()
        for pass in try (0..<8).map({ _ in try enter(&lane) }) { leave(&lane, pass, .silent(reason)) }
        leave(&lane, try enter(&lane, after: .seconds(2)), .answered, after: .seconds(2))
        for _ in 0..<8 { _ = try enter(&lane, after: .seconds(2)) }
    }

    @Test func `a host that was given up on gets another chance after a minute`() throws {
        var lane = lane()
        for pass in try (0..<8).map({ _ in try enter(&lane) }) { leave(&lane, pass, .silent(reason)) }
        leave(&lane, try enter(&lane, after: .seconds(2)), .silent(reason), after: .seconds(2))
        let probe = try enter(&lane, after: .seconds(62))
        #expect(ask(&lane, after: .seconds(62)) == .wait)
        leave(&lane, probe, .answered, after: .seconds(62))
        _ = try enter(&lane, after: .seconds(62))
    }

    @Test func `failures between answers are no outage`() throws {
        var lane = lane()
        for _ in 0..<100 {
            leave(&lane, try enter(&lane), .silent(reason))
            leave(&lane, try enter(&lane), .answered)
            leave(&lane, try enter(&lane), .faulty(reason))
        }
        _ = try enter(&lane)
    }

    @Test func `errors of the server count for half of its silence`() throws {
        var lane = lane()
        for _ in 0..<15 { leave(&lane, try enter(&lane), .faulty(reason)) }
        leave(&lane, try enter(&lane), .faulty(reason))
        #expect(ask(&lane) == .wait)
    }

    @Test func `what says nothing about the host changes nothing`() throws {
        var lane = lane()
        for _ in 0..<100 { leave(&lane, try enter(&lane), .unrelated) }
        _ = try enter(&lane)
    }
}
