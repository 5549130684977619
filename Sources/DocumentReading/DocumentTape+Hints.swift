extension DocumentTape {
    /// Asks once about every scalar whether it is a hint of what somebody looks for. After that each mapping and sequence
    /// knows whether a hint stands below it, and who walks the document can leave the others alone.
    ///
    /// An alias of a scalar is asked about like the scalar; one of a mapping or sequence is a leaf and no hint.
    @inlinable
    public func markHints(_ isHint: (ScalarBytes) -> Bool) {
        // Parts of this hold the tape together with it; scalars by themselves would each count a reference.
        let values = ScalarBytes(tape: self, start: 0, count: arenaCount)
        // From the end, because what stands below a node comes after it.
        var nextHint = count
        for index in stride(from: count - 1, through: 0, by: -1) {
            let record = self[index]
            let hasHint: Bool
            switch record.kind {
            case .mapping, .sequence: hasHint = nextHint < Int(record.link)
            case .scalar: hasHint = isHint(values.part(Int(record.link), Int(record.link) + Int(record.count)))
            case .alias: hasHint = isHint(TreeNode(tape: self, index: index).bytes)
            }
            unsafe buffers.pointee.records[index].hasHint = hasHint
            if hasHint { nextHint = index }
        }
    }
}
