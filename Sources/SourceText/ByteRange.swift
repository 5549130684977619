/// A half-open range of byte offsets in a file. Recording makes one for every node, hence the inlined beginning.
public struct ByteRange: Sendable, Hashable, Comparable {
    public let lower: Int
    public let upper: Int

    @inlinable
    public init(_ lower: Int, _ upper: Int) {
        self.lower = lower
        self.upper = upper
    }

    package var count: Int { upper - lower }
    package var isEmpty: Bool { upper == lower }

    package func overlaps(_ other: ByteRange) -> Bool { lower < other.upper && other.lower < upper }

    public static func < (left: ByteRange, right: ByteRange) -> Bool {
        (left.lower, left.upper) < (right.lower, right.upper)
    }
}
