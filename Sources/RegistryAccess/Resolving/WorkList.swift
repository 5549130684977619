internal import Synchronization

/// What one registry is still to be asked, for its workers to take from.
final class WorkList<Item: Sendable>: Sendable {
    private let items: [Item]
    /// The place of the first that nobody has taken; beyond the end once all are.
    private let next = Atomic(0)

    init(_ items: [Item]) {
        self.items = items
    }

    /// What one of the workers makes of its share of the items.
    func map<Answer>(_ work: (Item) async -> Answer) async -> [Answer] {
        var answers: [Answer] = []
        while let item = take() { answers.append(await work(item)) }
        return answers
    }

    private func take() -> Item? {
        let place = next.add(1, ordering: .relaxed).oldValue
        return items.indices.contains(place) ? items[place] : nil
    }
}
