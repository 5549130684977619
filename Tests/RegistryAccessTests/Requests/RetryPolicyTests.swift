import HTTPTransport
import HTTPTypes
import Testing

@testable import RegistryAccess

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy()

    private func reply(_ status: Int, _ fields: HTTPFields = [:]) -> TransferReply {
        TransferReply(status: status, fields: fields)
    }

    @Test(arguments: [408, 429, 499, 500, 502, 503, 504, 520, 522, 527])
    func `transient statuses are retried`(status: Int) {
        #expect(policy.delay(after: reply(status), retries: 0, jitter: 1) == .milliseconds(500))
    }

    @Test(arguments: [200, 301, 400, 401, 403, 404, 405, 451, 501, 505])
    func `definitive statuses are not retried`(status: Int) {
        #expect(policy.delay(after: reply(status), retries: 0, jitter: 1) == nil)
    }

    @Test func `delays double up to their limit with at most half jitter, and end with the budget`() {
        #expect(policy.delay(after: reply(500), retries: 2, jitter: 1) == .seconds(2))
        #expect(policy.delay(after: reply(500), retries: 2, jitter: 0) == .seconds(1))
        #expect(policy.delay(after: reply(500), retries: 3, jitter: 1) == nil)
        let patient = RetryPolicy(retries: 100)
        #expect(patient.delay(after: reply(500), retries: 90, jitter: 1) == .seconds(8))
    }

    @Test(arguments: [
        ("5", Duration.seconds(5)),
        ("0", .milliseconds(500)),
        ("30", .seconds(30)),
        ("31", nil),
        ("99999999999999999999", nil),
        ("-1", .milliseconds(500)),
        ("880.092µs", .milliseconds(500)),
        ("soon", .milliseconds(500)),
        ("Wed, 21 Oct 2026 07:28:10 GMT", .seconds(10)),
        ("Wed, 21 Oct 2026 07:27:00 GMT", .milliseconds(500)),
        ("Wed, 21 Oct 2099 07:28:00 GMT", nil),
    ])
    func `a sensible Retry-After is obeyed, and an excessive one ends the attempts`(
        value: String, expected: Duration?
    ) {
        let fields: HTTPFields = [.retryAfter: value, .date: "Wed, 21 Oct 2026 07:28:00 GMT"]
        for status in [429, 503] {
            #expect(policy.delay(after: reply(status, fields), retries: 0, jitter: 1) == expected)
        }
    }

    @Test func `the longer of two Retry-After values counts`() {
        var fields: HTTPFields = [:]
        fields[values: .retryAfter] = ["2", "7"]
        #expect(policy.delay(after: reply(429, HTTPFields(fields)), retries: 0, jitter: 1) == .seconds(7))
        fields[values: .retryAfter] = ["1m30s", "7"]
        #expect(policy.delay(after: reply(429, HTTPFields(fields)), retries: 0, jitter: 1) == nil)
    }

    @Test func `failed connections are retried once, permanent failures are not`() {
        for kind in [TransferError.Kind.connection, .nameResolution] {
            #expect(policy.delay(after: TransferError(kind, ""), retries: 0, jitter: 1) != nil)
            #expect(policy.delay(after: TransferError(kind, ""), retries: 1, jitter: 1) == nil)
        }
        for kind in [TransferError.Kind.tls, .bodyTooLarge, .addressRefused, .malformedReply, .cancelled] {
            #expect(policy.delay(after: TransferError(kind, ""), retries: 0, jitter: 1) == nil)
        }
    }
}
