extension Array {
    /// Sorted by moving numbers, not elements: those of a report are large, and each move of one counts references.
    func sortedApart(by isBefore: (Element, Element) -> Bool) -> [Element] {
        indices.sorted { isBefore(self[$0], self[$1]) }.map { self[$0] }
    }
}
