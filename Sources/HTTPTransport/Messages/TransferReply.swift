package import HTTPTypes

/// What came back: the final status, its fields, and the body as it was sent, without any content decoding.
package final class TransferReply: Sendable {
    package let status: Int
    package let fields: HTTPFields
    package let body: [UInt8]
    package let metrics: TransferMetrics

    package init(
        status: Int, fields: HTTPFields = [:], body: [UInt8] = [], metrics: TransferMetrics = TransferMetrics()
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.metrics = metrics
    }
}
