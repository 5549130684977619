import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

/// Time that no test here is meant to need: a test that does fails instead of hanging.
let generous = Duration.seconds(120)

extension TransferRequest {
    /// A request to a server on the loopback address, which it may therefore reach.
    static func local(
        _ url: String, method: HTTPRequest.Method = .get, fields: HTTPFields = [:], body: [UInt8] = [],
        within time: Duration = generous, bodyLimit: Int = 1 << 20
    ) throws -> TransferRequest {
        TransferRequest(
            method: method, url: try HTTPURL(url), fields: fields, body: body, deadline: .now + time,
            bodyLimit: bodyLimit, trust: TransferTrust(allowsPrivateAddresses: true))
    }
}

/// What became of an exchange, for tests that compare outcomes.
func outcome(
    of request: TransferRequest, over transport: CurlTransport
) async -> Result<TransferReply, TransferError> {
    do throws(TransferError) {
        return .success(try await transport.exchange(request))
    } catch {
        return .failure(error)
    }
}

extension Result<TransferReply, TransferError> {
    var failureKind: TransferError.Kind? {
        if case .failure(let error) = self { error.kind } else { nil }
    }

    var status: Int? { try? get().status }
}

extension TransferReply {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Waits until `condition` holds, and gives up after a time that nothing here should need.
func eventually(_ condition: () -> Bool) async throws {
    let limit = ContinuousClock.now + generous
    while !condition() {
        try #require(ContinuousClock.now < limit, "it never came to that")
        try await Task.sleep(for: .milliseconds(2))
    }
}
