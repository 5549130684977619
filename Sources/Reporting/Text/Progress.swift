/// The progress of a run's requests, and the line that shows it on a terminal.
package struct Progress: Sendable, Hashable {
    private struct Registry: Sendable, Hashable {
        var asked = 0
        var answered = 0

        var open: Int { asked - answered }
    }

    private var registries: [String: Registry] = [:]
    private var start: ContinuousClock.Instant?

    package init() {}

    /// `count` more images will be looked up.
    package mutating func asking(_ count: Int, of registry: String, now: ContinuousClock.Instant) {
        if start == nil { start = now }
        registries[registry, default: Registry()].asked += count
    }

    package mutating func answered(by registry: String) {
        registries[registry, default: Registry()].answered += 1
    }

    /// Whether no request is open.
    package var isIdle: Bool { registries.values.allSatisfy { $0.open <= 0 } }

    /// `312 of 1000 images, 85 a second, waiting for quay.io (40)`, in less than `width` columns: less important
    /// parts are dropped first. Empty where no request is open.
    package func line(width: Int, now: ContinuousClock.Instant) -> String {
        if isIdle { return "" }
        let asked = registries.values.reduce(0) { $0 + $1.asked }
        let answered = registries.values.reduce(0) { $0 + $1.answered }
        let count = "\(answered) of \(asked) images"
        for candidate in [[count, rate(answered, now), waiting], [count, waiting], [count]] {
            let line = candidate.compactMap(\.self).joined(separator: ", ")
            // The last column is left free: some terminals break the line when it is written to.
            if line.unicodeScalars.count < width { return line }
        }
        return ""
    }

    private func rate(_ answered: Int, _ now: ContinuousClock.Instant) -> String? {
        guard let start, case let elapsed = start.duration(to: now), elapsed >= .milliseconds(100) else { return nil }
        let (seconds, attoseconds) = elapsed.components
        let rate = Double(answered) / (Double(seconds) + Double(attoseconds) / 1e18)
        return rate < 10 ? "\(JSONValue.decimal(rate).dropLast(2)) a second" : "\(Int(rate)) a second"
    }

    /// The registry with the most open requests, and the number of others.
    private var waiting: String? {
        let open = registries.filter { $0.value.open > 0 }
        let order = open.sorted { ($1.value.open, $0.key) < ($0.value.open, $1.key) }
        guard let first = order.first else { return nil }
        let others = open.count > 1 ? " and \(open.count - 1) more" : ""
        return "waiting for \(Escaping.terminal(first.key, limit: 60)) (\(first.value.open))\(others)"
    }
}
