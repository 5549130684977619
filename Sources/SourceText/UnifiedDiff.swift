/// A replacement of some bytes of a file.
package struct TextEdit: Sendable, Hashable {
    package let range: ByteRange
    package let replacement: [UInt8]

    package init(range: ByteRange, replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }

    /// `bytes` with all edits applied; nil if edits overlap or are out of bounds.
    package static func apply(_ edits: [TextEdit], to bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for edit in edits.sorted(by: { $0.range < $1.range }) {
            guard edit.range.lower >= position, edit.range.upper >= edit.range.lower, edit.range.upper <= bytes.count
            else { return nil }
            result += bytes[position..<edit.range.lower]
            result += edit.replacement
            position = edit.range.upper
        }
        return result + bytes[position...]
    }
}

/// A patch for `git apply` and `patch -p1`: the lines that edits change, with three lines of context.
///
/// Only LF ends a line; a CR before it is part of the line, as in those programs. The time is linear in the size of the
/// file and its edits, because the changes are known and need not be searched for.
package struct UnifiedDiff: Sendable {
    /// Empty if nothing changes.
    package let bytes: [UInt8]

    private static let context = 3

    /// Old lines from the zero-based line `start` on, and the lines that replace them.
    private struct Change {
        var start: Int
        var old: [ArraySlice<UInt8>]
        var new: [ArraySlice<UInt8>]
        var end: Int { start + old.count }
    }

    /// Nil if edits overlap or are out of bounds.
    ///
    /// - Parameter name: the file's path, relative to the folder in which the patch is applied.
    package init?(name: String, original: [UInt8], edits: [TextEdit]) {
        let starts = Self.lineStarts(original)
        guard let changes = Self.changes(original, starts, edits) else { return nil }
        var output: [UInt8] = []
        if !changes.isEmpty {
            let spaced = name.utf8.contains(UInt8(ascii: " ")) ? "\t" : ""
            output += Array("--- \(Self.quoted("a/" + name))\(spaced)\n+++ \(Self.quoted("b/" + name))\(spaced)\n".utf8)
        }
        // The end of the text after a final LF does not count as a line.
        let lineCount = starts.last == original.count ? starts.count - 1 : starts.count
        let line = { (index: Int) in
            original[starts[index]..<(index + 1 < starts.count ? starts[index + 1] : original.count)]
        }
        var shift = 0
        var index = 0
        while index < changes.count {
            var next = index + 1
            while next < changes.count, changes[next].start - changes[next - 1].end <= 2 * Self.context { next += 1 }
            let hunk = changes[index..<next]
            let first = max(0, changes[index].start - Self.context)
            let end = min(lineCount, changes[next - 1].end + Self.context)
            let growth = hunk.reduce(0) { $0 + $1.new.count - $1.old.count }
            output += Array("@@ -\(Self.span(first, end - first))".utf8)
            output += Array(" +\(Self.span(first + shift, end - first + growth)) @@\n".utf8)
            var position = first
            for change in hunk {
                for unchanged in position..<change.start { Self.append(" ", line(unchanged), to: &output) }
                for old in change.old { Self.append("-", old, to: &output) }
                for new in change.new { Self.append("+", new, to: &output) }
                position = change.end
            }
            for unchanged in position..<end { Self.append(" ", line(unchanged), to: &output) }
            shift += growth
            index = next
        }
        self.bytes = output
    }

    package var isEmpty: Bool { bytes.isEmpty }

    // MARK: - Changes

    /// One change for each run of edited lines, without lines that stay the same.
    private static func changes(_ original: [UInt8], _ starts: [Int], _ edits: [TextEdit]) -> [Change]? {
        var changes: [Change] = []
        let sorted = edits.sorted { $0.range < $1.range }
        var index = 0
        while index < sorted.count {
            guard sorted[index].range.lower >= 0 else { return nil }
            let first = line(at: sorted[index].range.lower, starts)
            var last = first
            var next = index
            while next < sorted.count, next == index || line(at: sorted[next].range.lower, starts) <= last {
                guard sorted[next].range.upper <= original.count else { return nil }
                last = max(last, line(at: sorted[next].range.upper, starts))
                next += 1
            }
            let lower = starts[first]
            let old = original[lower..<(last + 1 < starts.count ? starts[last + 1] : original.count)]
            let local = sorted[index..<next].map { edit in
                TextEdit(
                    range: ByteRange(edit.range.lower - lower, edit.range.upper - lower), replacement: edit.replacement)
            }
            guard let new = TextEdit.apply(local, to: Array(old)) else { return nil }
            append(Change(start: first, old: lines(old), new: lines(new[...])), to: &changes)
            index = next
        }
        return changes
    }

    private static func append(_ change: Change, to changes: inout [Change]) {
        var change = change
        while let old = change.old.last, old == change.new.last {
            change.old.removeLast()
            change.new.removeLast()
        }
        let same = zip(change.old, change.new).prefix { $0 == $1 }.count
        change.old.removeFirst(same)
        change.new.removeFirst(same)
        change.start += same
        if change.old.isEmpty, change.new.isEmpty { return }
        // Changed in place: a second reference would copy the lines each time.
        if changes.last?.end == change.start {
            changes[changes.count - 1].old += change.old
            changes[changes.count - 1].new += change.new
        } else {
            changes.append(change)
        }
    }

    private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        return starts
    }

    private static func line(at offset: Int, _ starts: [Int]) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    private static func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes
        while let feed = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(rest[...feed])
            rest = rest[(feed + 1)...]
        }
        return rest.isEmpty ? lines : lines + [rest]
    }

    // MARK: - Spelling

    private static func append(_ sign: Unicode.Scalar, _ line: ArraySlice<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: sign))
        output += line
        if line.last != UInt8(ascii: "\n") { output += Array("\n\\ No newline at end of file\n".utf8) }
    }

    /// The first line, 1-based, and the number of lines; for no lines, the line before them.
    private static func span(_ first: Int, _ count: Int) -> String {
        count == 1 ? "\(first + 1)" : "\(count == 0 ? first : first + 1),\(count)"
    }

    /// The name as git quotes it (quote.c): unchanged, or in double quotes with C escapes.
    private static func quoted(_ name: String) -> String {
        let plain = name.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        if plain { return name }
        let named: [UInt8: String] = [
            0x07: "a", 0x08: "b", 0x09: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r", 0x22: "\"", 0x5C: "\\",
        ]
        var result = "\""
        for byte in name.utf8 {
            if let letter = named[byte] {
                result += "\\" + letter
            } else if (0x20...0x7E).contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let octal = String(byte, radix: 8)
                result += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
            }
        }
        return result + "\""
    }
}
