internal import CCurl
internal import DequeModule

/// Runs all exchanges of one transport on one thread, which owns libcurl's handles.
final class EventLoop {
    private struct Active {
        let transfer: Transfer
        let handle: EasyHandle
    }

    private let inbox: LoopInbox
    private let multi: MultiHandle
    private let configuration: CurlTransport.Configuration
    private let willSend: @Sendable () -> Void

    private var active: [UInt: Active] = [:]
    private var idle: [EasyHandle] = []
    /// In order of arrival.
    private var waiting: Deque<PendingExchange> = []
    private var earliestWaitingDeadline: ContinuousClock.Instant?

    init(
        inbox: LoopInbox, multi: MultiHandle, configuration: CurlTransport.Configuration,
        willSend: @escaping @Sendable () -> Void
    ) {
        self.inbox = inbox
        self.multi = multi
        self.configuration = configuration
        self.willSend = willSend
    }

    /// Returns when the inbox is closed, after everything in flight has failed.
    func run() {
        var ending = TransferError(.closed, "the transport was closed")
        while true {
            let (commands, isClosed) = inbox.drain()
            for command in commands { take(command) }
            if isClosed { break }
            do {
                try turn()
            } catch {
                // libcurl's state is broken; no further exchange is possible.
                ending = error
                inbox.close()
            }
        }
        failAll(ending)
        idle = []
        inbox.forgetMultiHandle()
    }

    private func turn() throws(TransferError) {
        expireWaiting()
        admit()
        try multi.perform()
        collectResults()
        admit()
        try multi.poll(milliseconds: pollLimit)
    }

    private func take(_ command: LoopInbox.Command) {
        switch command {
        case .start(let pending):
            let deadline = pending.request.deadline
            waiting.append(pending)
            earliestWaitingDeadline = min(earliestWaitingDeadline ?? deadline, deadline)
        case .cancel(let pending):
            // One that is still waiting is skipped when its turn comes.
            guard let entry = active.first(where: { $0.value.transfer.pending === pending }) else { return }
            finish(entry.key)
        }
    }

    /// Starts waiting exchanges as far as there is room.
    private func admit() {
        while active.count < configuration.concurrentExchanges, let pending = waiting.popFirst() {
            if !pending.isSettled { start(pending) }
        }
        if waiting.isEmpty { earliestWaitingDeadline = nil }
    }

    private func start(_ pending: PendingExchange) {
        let transfer = Transfer(pending: pending, configuration: configuration)
        if let refusal = transfer.hostRefusal {
            pending.settle(.failure(refusal))
            return
        }
        let timeLeft = ContinuousClock.now.duration(to: pending.request.deadline)
        guard timeLeft > .zero else {
            pending.settle(.failure(TransferError(.timedOut, "not sent: the time limit was reached")))
            return
        }
        do throws(TransferError) {
            let handle = if let reused = idle.popLast() { reused } else { try EasyHandle() }
            try handle.prepare(transfer, timeLeft: timeLeft, configuration: configuration)
            try multi.add(handle)
            active[handle.address] = Active(transfer: transfer, handle: handle)
            willSend()
        } catch {
            pending.settle(.failure(error))
        }
    }

    private func collectResults() {
        while let (address, code) = multi.nextResult() {
            guard let entry = active[address] else { continue }
            let metrics = entry.handle.metrics
            var failure = entry.transfer.failure(code: code, text: code == CURLE_OK ? "" : entry.handle.errorMessage)
            failure?.metrics = metrics
            finish(address)
            entry.transfer.pending.settle(failure.map { .failure($0) } ?? .success(entry.transfer.reply(metrics)))
        }
    }

    /// Removes a transfer from libcurl, whatever its state, and keeps the handle for reuse.
    @discardableResult
    private func finish(_ address: UInt) -> Transfer? {
        guard let entry = active.removeValue(forKey: address) else { return nil }
        multi.remove(entry.handle)
        entry.handle.finish()
        idle.append(entry.handle)
        return entry.transfer
    }

    /// Fails waiting exchanges whose deadline has passed.
    private func expireWaiting() {
        guard let earliest = earliestWaitingDeadline else { return }
        let now = ContinuousClock.now
        guard earliest <= now else { return }
        waiting.removeAll { pending in
            guard !pending.isSettled, pending.request.deadline <= now else { return pending.isSettled }
            let message = "not sent: the time limit was reached while other requests were under way"
            pending.settle(.failure(TransferError(.timedOut, message)))
            return true
        }
        earliestWaitingDeadline = waiting.lazy.map(\.request.deadline).min()
    }

    /// libcurl does not know the deadlines of waiting exchanges.
    ///
    /// While exchanges are active the limit is short: with HTTP/2, libcurl 7.88 misses about one reply in 300,000 until
    /// something else wakes it.
    private var pollLimit: Int32 {
        let limit = Duration.milliseconds(active.isEmpty ? 60_000 : 50)
        guard let deadline = earliestWaitingDeadline else { return Int32(limit.wholeMilliseconds) }
        return Int32(min(limit, ContinuousClock.now.duration(to: deadline)).wholeMilliseconds)
    }

    private func failAll(_ error: TransferError) {
        for address in Array(active.keys) {
            finish(address)?.pending.settle(.failure(error))
        }
        for pending in waiting { pending.settle(.failure(error)) }
        waiting = []
    }
}
