internal import Synchronization

/// Exchanges over libcurl. One thread owns every connection; tasks leave requests there and are resumed with what came
/// of them. Connections are kept and shared by all requests that may use them, HTTP/2 streams multiplexed.
///
/// Nothing outside decides what happens: no `.netrc`, cookie or credential is taken from the environment, and no proxy
/// but those of `Configuration`.
package final class CurlTransport: Transport {
    package struct Configuration: Sendable {
        /// Exchanges under way at one time; further ones wait. This bounds sockets, it is no politeness: how much one
        /// registry is asked at a time is for its client to decide.
        package var concurrentExchanges: Int
        package var connectTimeout: Duration
        /// How long a connection may stand still before its exchange fails, in whole seconds.
        package var stallTimeout: Duration
        package var headerLimits = HeaderCollector.Limits()
        /// A request through a proxy is connected to the proxy's address, which the operator chose; who is asked in
        /// the end is the proxy's to resolve. What can be seen in the URL is checked still: a private address in
        /// digits, and the names that stand for the machine itself.
        package var proxies: ProxySettings
        package var authorities: SystemAuthorities

        package init(
            concurrentExchanges: Int = 128, connectTimeout: Duration = .seconds(10),
            stallTimeout: Duration = .seconds(30), proxies: ProxySettings = .none,
            authorities: SystemAuthorities = .builtIn
        ) {
            self.concurrentExchanges = max(1, concurrentExchanges)
            self.connectTimeout = connectTimeout
            self.stallTimeout = stallTimeout
            self.proxies = proxies
            self.authorities = authorities
        }
    }

    private let inbox: LoopInbox
    private let thread: Locked<LoopThread?>
    private let sent = RequestCounter()

    package init(configuration: Configuration = Configuration()) throws(TransferError) {
        let multi = try MultiHandle(connections: configuration.concurrentExchanges)
        let inbox = LoopInbox(waking: multi)
        let sent = sent
        self.inbox = inbox
        thread = Locked(
            try LoopThread {
                EventLoop(inbox: inbox, multi: multi, configuration: configuration) { sent.increment() }.run()
            })
    }

    deinit { close() }

    /// Requests that went out so far, or were about to.
    package var requestCount: Int { sent.value }

    package func exchange(_ request: TransferRequest) async throws(TransferError) -> TransferReply {
        if let complaint = request.head.complaint {
            throw TransferError(.invalidRequest, "\(request.url.authority): \(complaint)")
        }
        let pending = PendingExchange(request)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard pending.wait(continuation) else { return }
                if !inbox.post(.start(pending)) {
                    pending.settle(.failure(TransferError(.closed, "the transport was closed")))
                }
            }
        } onCancel: {
            let cancelled = TransferError(.cancelled, "\(request.url.authority): the request was cancelled")
            if pending.settle(.failure(cancelled)) { _ = inbox.post(.cancel(pending)) }
        }
        guard let outcome = pending.outcome else {
            throw TransferError(.unavailable, "\(request.url.authority): the request came to no end")
        }
        return try outcome.get()
    }

    /// Fails everything in flight as closed, and everything that comes later. Connections end meanwhile.
    package func stop() { inbox.close() }

    /// The same; returns when all connections are gone.
    package func close() {
        stop()
        let thread = thread.withLock { thread -> LoopThread? in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }
}

private final class RequestCounter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func increment() {
        count.add(1, ordering: .relaxed)
    }
}
