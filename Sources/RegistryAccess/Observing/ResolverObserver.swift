internal import HTTPTransport
internal import HTTPTypes

/// Is told what goes on between a resolver and registries, from any task; it must not wait for anything.
package protocol ResolverObserver: Sendable {
    /// That many images more are to be asked for.
    func asking(_ count: Int, of registry: String)
    /// One of them is answered, whatever the answer is.
    func answered(by registry: String)
    /// One HTTP exchange is over.
    func exchanged(_ exchange: ObservedExchange)
    /// A request is about to be tried again, after a while.
    func retrying(_ retry: ObservedRetry)
}

/// A request whose last exchange failed in a way that may pass.
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
