internal import Dispatch

extension Array where Element: Sendable {
    /// Transforms the array slice by slice on all cores; the results are in the order of the slices. For work whose time
    /// grows with the number of images while no registry is waited for.
    package func mapSlices<Part: Sendable>(_ transform: @Sendable (ArraySlice<Element>) -> Part) -> [Part] {
        let starts = stride(from: 0, to: count, by: Self.sliceLength).map { $0 }
        if starts.count < 2 { return starts.map { _ in transform(self[...]) } }
        return unsafe [Part](unsafeUninitializedCapacity: starts.count) { buffer, initialized in
            // SAFETY: each iteration initializes a slot of its own, and all have ended before the buffer is used.
            nonisolated(unsafe) let slots = unsafe buffer
            DispatchQueue.concurrentPerform(iterations: starts.count) { number in
                let part = transform(self[starts[number]...].prefix(Self.sliceLength))
                unsafe slots.initializeElement(at: number, to: part)
            }
            initialized = starts.count
        }
    }

    /// Long enough that handing a slice to another thread costs little in comparison.
    private static var sliceLength: Int { 512 }
}
