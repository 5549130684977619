internal import HTTPTransport

/// What one registry is still to be asked, for its workers to take from.
final class WorkList<Item: Sendable>: Sendable {
    let count: Int
    private let rest: Locked<ArraySlice<Item>>

    init(_ items: [Item]) {
        count = items.count
        rest = Locked(items[...])
    }

    func next() -> Item? { rest.withLock { $0.popFirst() } }
}
