internal import Synchronization

/// Exchanges over libcurl. One thread owns all connections; tasks post requests to it and are resumed with the outcome.
/// Connections are kept, shared, and multiplexed over HTTP/2.
///
/// No `.netrc`, cookie, credential or proxy is taken from the environment; proxies come from `Configuration`.
package final class CurlTransport: Transport {
    package struct Configuration: Sendable {
        /// The number of concurrent exchanges; others wait. This bounds sockets. The registry client limits the load on each
        /// host.
        package var concurrentExchanges: Int
        package var connectTimeout: Duration
        /// How long a connection may be idle before its exchange fails, in whole seconds.
        package var stallTimeout: Duration
        package var headerLimits = HeaderCollector.Limits()
        /// The proxy resolves the names of hosts that are requested through it, so their addresses cannot be checked here.
        /// Private addresses in URLs, and the names of this machine, are still refused.
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

    /// The number of requests handed to libcurl so far.
    package var requestCount: Int { sent.value }

    package func exchange(_ request: TransferRequest) async throws(TransferError) -> TransferReply {
        if let reason = request.head.invalidReason {
            throw TransferError(.invalidRequest, reason)
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
            let cancelled = TransferError(.cancelled, "the request was cancelled")
            if pending.settle(.failure(cancelled)) { _ = inbox.post(.cancel(pending)) }
        }
        guard let outcome = pending.outcome else {
            throw TransferError(.unavailable, "the request never finished")
        }
        return try outcome.get()
    }

    /// Fails all exchanges, current and later ones, as closed. Returns before the connections are closed.
    package func stop() { inbox.close() }

    /// Does the same, and returns when all connections are closed.
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
