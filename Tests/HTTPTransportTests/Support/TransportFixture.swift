import HTTPTransport
import HTTPTypes
import TestSupport
import Testing

extension TransferRequest {
    /// A request to a loopback server, allowed to reach it.
    static func local(
        _ url: String, method: HTTPRequest.Method = .get, fields: HTTPFields = [:], body: [UInt8] = [],
        within time: Duration = .generous, bodyLimit: Int = 1 << 20
    ) throws -> TransferRequest {
        TransferRequest(
            method: method, url: try HTTPURL(url), fields: fields, body: body, deadline: .now + time,
            bodyLimit: bodyLimit, trust: TransferTrust(allowsPrivateAddresses: true))
    }
}

/// The result of an exchange, for tests that compare results.
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
