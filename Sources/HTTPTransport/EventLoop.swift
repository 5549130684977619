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
    private var shared = SharedConnections()
    /// Exchanges since libcurl was last at work.
    private var begun = 0
    /// In order of arrival; those before `waitingStart` have had their turn.
    private var waiting: [Ticket] = []
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
        try perform()
        collectResults()
        admit()
        try multi.poll(milliseconds: pollLimit)
    }

    private func perform() throws(TransferError) {
        defer { begun = 0 }
        // One leaves at once.
        guard begun > 1 else { return try multi.perform() }
        try shared.sendTogether { () throws(TransferError) in try multi.perform() }
    }

    private func take(_ command: LoopInbox.Command) {
        switch command {
        case .start(let ticket):
            let deadline = ticket.request.deadline
            waiting.append(ticket)
            earliestWaitingDeadline = min(earliestWaitingDeadline ?? deadline, deadline)
        case .cancel(let ticket):
            // One that still waits is passed over when its turn comes.
            guard let entry = active.first(where: { $0.value.transfer.ticket === ticket }) else { return }
            finish(entry.key)
        }
    }

    /// Gives free places to those who wait.
    private func admit() {
        while active.count < configuration.concurrentExchanges, waitingStart < waiting.count {
            let ticket = waiting[waitingStart]
            waitingStart += 1
            if !ticket.isSettled { start(ticket) }
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

    private func start(_ ticket: Ticket) {
        let transfer = Transfer(ticket: ticket, configuration: configuration)
        if let complaint = transfer.complaintAboutName {
            ticket.settle(.failure(complaint))
            return
        }
        let timeLeft = ContinuousClock.now.duration(to: ticket.request.deadline)
        guard timeLeft > .zero else {
            ticket.settle(.failure(transfer.failure(.timedOut, "no time was left to ask it")))
            return
        }
        do throws(TransferError) {
            let handle = if let reused = idle.popLast() { reused } else { try EasyHandle() }
            try handle.prepare(transfer, timeLeft: timeLeft, configuration: configuration)
            try multi.add(handle)
            active[handle.address] = Active(transfer: transfer, handle: handle)
            begun += 1
            willSend()
        } catch {
            ticket.settle(.failure(error))
        }
    }

    private func collectResults() {
        while let (address, code) = multi.nextResult() {
            guard let entry = active[address] else { continue }
            let metrics = entry.handle.metrics
            var failure = entry.transfer.failure(code: code, text: code == CURLE_OK ? "" : entry.handle.errorMessage)
            failure?.metrics = metrics
            if metrics.httpVersion == "HTTP/2", !metrics.isConnectionReused, let socket = entry.handle.socket {
                shared.insert(socket)
            }
            finish(address)
            entry.transfer.ticket.settle(failure.map { .failure($0) } ?? .success(entry.transfer.reply(metrics)))
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
        var remaining: [Ticket] = []
        for ticket in waiting[waitingStart...] where !ticket.isSettled {
            if ticket.request.deadline <= now {
                let message = "\(ticket.request.url.authority): too many other requests went before this one"
                ticket.settle(.failure(TransferError(.timedOut, message)))
            } else {
                remaining.append(ticket)
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
            finish(address)?.ticket.settle(.failure(error))
        }
        for ticket in waiting[waitingStart...] { ticket.settle(.failure(error)) }
        waiting = []
        waitingStart = 0
    }
}
