/// A half-open range of byte offsets in a file. Recording makes one for every node, hence the inlinable initializer.
package struct ByteRange: Sendable, Hashable, Comparable {
    package let lower: Int
    package let upper: Int

    @inlinable
    package init(_ lower: Int, _ upper: Int) {
        self.lower = lower
        self.upper = upper
    }

    package var count: Int { upper - lower }
    package var isEmpty: Bool { upper == lower }

    package func overlaps(_ other: ByteRange) -> Bool { lower < other.upper && other.lower < upper }

    package static func < (left: ByteRange, right: ByteRange) -> Bool {
        (left.lower, left.upper) < (right.lower, right.upper)
    }
}
