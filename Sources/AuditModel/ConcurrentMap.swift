internal import Dispatch
internal import Synchronization

extension Array where Element: Sendable {
    /// What `transform` makes of the elements, slice by slice, in their order. All cores work at it: for what takes as
    /// long as there are images while no registry is waited for.
    package func mapSlices<Part: Sendable>(_ transform: @Sendable (ArraySlice<Element>) -> Part) -> [Part] {
        let starts = stride(from: 0, to: count, by: Self.sliceLength).map { $0 }
        if starts.count < 2 { return starts.map { _ in transform(self[...]) } }
        let parts = Mutex([Part?](repeating: nil, count: starts.count))
        DispatchQueue.concurrentPerform(iterations: starts.count) { number in
            let part = transform(self[starts[number]...].prefix(Self.sliceLength))
            parts.withLock { $0[number] = part }
        }
        return parts.withLock { $0.compactMap(\.self) }
    }

    /// So much that handing it to another thread costs little beside it.
    private static var sliceLength: Int { 512 }
}
