internal import CCurl

/// Runs all exchanges of one transport. It lives on one thread and is the only one to touch libcurl's handles.
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
    /// In order of arrival; those before `waitingStart` have had their turn.
    private var waiting: [PendingExchange] = []
    private var waitingStart = 0
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
                // libcurl's own state is broken; nothing sensible can be done with it any more.
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
            // One that still waits is passed over when its turn comes.
            guard let entry = active.first(where: { $0.value.transfer.pending === pending }) else { return }
            finish(entry.key)
        }
    }

    /// Gives free places to those who wait.
    private func admit() {
        while active.count < configuration.concurrentExchanges, waitingStart < waiting.count {
            let pending = waiting[waitingStart]
            waitingStart += 1
            if !pending.isSettled { start(pending) }
        }
        if waitingStart == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            waitingStart = 0
            earliestWaitingDeadline = nil
        } else if waitingStart > waiting.count / 2 {
            waiting.removeFirst(waitingStart)
            waitingStart = 0
        }
    }

    private func start(_ pending: PendingExchange) {
        let transfer = Transfer(pending: pending, configuration: configuration)
        if let complaint = transfer.complaintAboutName {
            pending.settle(.failure(complaint))
            return
        }
        let timeLeft = ContinuousClock.now.duration(to: pending.request.deadline)
        guard timeLeft > .zero else {
            pending.settle(.failure(transfer.failure(.timedOut, "no time was left to ask it")))
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

    /// Takes a transfer away from libcurl, whatever its state, and keeps the handle for the next one.
    @discardableResult
    private func finish(_ address: UInt) -> Transfer? {
        guard let entry = active.removeValue(forKey: address) else { return nil }
        multi.remove(entry.handle)
        entry.handle.finish()
        idle.append(entry.handle)
        return entry.transfer
    }

    /// Fails those whose deadline has passed before their turn came.
    private func expireWaiting() {
        guard let earliest = earliestWaitingDeadline else { return }
        let now = ContinuousClock.now
        guard earliest <= now else { return }
        var remaining: [PendingExchange] = []
        for pending in waiting[waitingStart...] where !pending.isSettled {
            if pending.request.deadline <= now {
                let message = "\(pending.request.url.authority): too many other requests went before this one"
                pending.settle(.failure(TransferError(.timedOut, message)))
            } else {
                remaining.append(pending)
            }
        }
        waiting = remaining
        waitingStart = 0
        earliestWaitingDeadline = remaining.map(\.request.deadline).min()
    }

    /// How long to wait at most: libcurl knows its own timers, not the deadlines of those that it has not been given.
    ///
    /// With HTTP/2, libcurl 7.88 forgets now and then that a reply is there, about once in 300,000: no socket becomes
    /// readable any more, and it is found when libcurl is next at work.
    private var pollLimit: Int32 {
        let limit = Duration.milliseconds(active.isEmpty ? 60_000 : 50)
        guard let deadline = earliestWaitingDeadline else { return Int32(limit.wholeMilliseconds) }
        return Int32(min(limit, ContinuousClock.now.duration(to: deadline)).wholeMilliseconds)
    }

    private func failAll(_ error: TransferError) {
        for address in Array(active.keys) {
            finish(address)?.pending.settle(.failure(error))
        }
        for pending in waiting[waitingStart...] { pending.settle(.failure(error)) }
        waiting = []
        waitingStart = 0
    }
}
