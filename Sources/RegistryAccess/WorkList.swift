internal import HTTPTransport

/// What one registry is still to be asked, for its workers to take from.
final class WorkList<Item: Sendable>: Sendable {
    private let rest: Locked<ArraySlice<Item>>

    init(_ items: [Item]) {
        rest = Locked(items[...])
    }

    /// What one of the workers makes of its share of the items.
    func map<Answer>(_ work: (Item) async -> Answer) async -> [Answer] {
        var answers: [Answer] = []
        while let item = rest.withLock({ $0.popFirst() }) { answers.append(await work(item)) }
        return answers
    }
}
