internal import HTTPTransport
internal import HTTPTypes

/// Receives the progress of a resolver. Its methods are called from any task and must not block.
package protocol ResolverObserver: Sendable {
    /// This many more images are going to be requested.
    func asking(_ count: Int, of registry: String)
    /// One of these images is done, or has failed.
    func answered(by registry: String)
    /// An HTTP exchange has ended.
    func exchanged(_ exchange: ObservedExchange)
    /// A request is going to be retried after a delay.
    func retrying(_ retry: ObservedRetry)
}

/// A request whose last exchange failed temporarily.
package struct ObservedRetry: Sendable {
    /// `GET https://ghcr.io/v2/a/b/manifests/1: answered 503, try 2 in 480 ms`.
    package let line: String

    init(_ request: TransferRequest, after event: RequestMachine.Event, attempt: Int, delay: Duration) {
        let redaction = Redaction(sent: request.fields)
        let reason =
            switch event {
            case .reply(let reply): "answered \(reply.status)"
            case .error(let error): redaction.text(error.message)
            case .started, .waited, .answered: "failed"
            }
        line = "\(request.method.rawValue) \(redaction.url(request.url)): \(reason), try \(attempt) in \(delay.shown)"
    }
}
