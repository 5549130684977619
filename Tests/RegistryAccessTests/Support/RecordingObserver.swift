import AuditModel
import HTTPTransport

@testable import RegistryAccess

/// Records a resolver's events in order.
final class RecordingObserver: ResolverObserver {
    private let told = Locked<[String]>([])
    private let count = Locked(0)
    private let whenAnswered: @Sendable (_ answered: Int) -> Void

    init(whenAnswered: @escaping @Sendable (_ answered: Int) -> Void = { _ in }) {
        self.whenAnswered = whenAnswered
    }

    var lines: [String] { told.withLock { $0 } }

    func asking(_ count: Int, of registry: String) { add("asking \(count) of \(registry)") }

    func answered(by registry: String) {
        add("answered by \(registry)")
        let answered = count.withLock { count in
            count += 1
            return count
        }
        whenAnswered(answered)
    }

    func exchanged(_ exchange: ObservedExchange) { add(([exchange.line] + exchange.trace).joined(separator: "\n")) }

    func retrying(_ retry: ObservedRetry) { add(retry.line) }

    private func add(_ text: String) { told.withLock { $0.append(text) } }
}

extension ImageResolver {
    /// The answers to all inquiries, sorted by reference.
    func resolve(_ inquiries: [Inquiry]) async -> [(inquiry: Inquiry, resolution: Resolution)] {
        var resolutions = Resolutions()
        let open = resolutions.unanswered(inquiries)
        await resolve(open, into: &resolutions)
        return open.compactMap { inquiry in resolutions[inquiry.reference].map { (inquiry, $0) } }
            .sorted { $0.inquiry.reference < $1.inquiry.reference }
    }
}
