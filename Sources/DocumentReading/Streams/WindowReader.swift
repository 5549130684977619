package import FileSystem
internal import SourceText

/// Cuts a stream into windows, so that only a few documents are in memory at once. A document that is longer than a
/// window gets a window of its own length; a document over the limit is skipped and reported.
///
/// SAFETY: the source gets buffers that are only valid during the call, and only writes to them.
@safe package struct WindowReader {
    /// Reads the next bytes of a stream into the buffer and returns their number; 0 at the end.
    package typealias Source = (UnsafeMutableRawBufferPointer) throws(FileError) -> Int

    /// Large enough to amortise the work per window, small enough for a processor cache.
    package static let standardSize = 1 << 18

    private static let slack = 64

    private let path: String
    private let limits: ReadingLimits
    private let size: Int
    private let source: Source

    /// Bytes that were read but are not in a window yet.
    private var rest: [UInt8] = []
    private var origin = SourceFile.Origin.start
    private var document = 0
    private var isAtEnd = false
    /// `rest` ends at the limit, not at the end of the input.
    private var isTruncated = false
    private var isExhausted = false

    package init(
        path: String, limits: ReadingLimits = .standard, size: Int = standardSize, source: @escaping Source
    ) {
        self.path = path
        self.limits = limits
        self.size = max(1, size)
        unsafe self.source = unsafe source
    }

    /// The next window; nil at the end. An empty stream has one empty window.
    package mutating func next() throws(FileError) -> DocumentWindow? {
        var capacity = size
        while !isExhausted, document <= limits.documents {
            try fill(to: capacity)
            if isTruncated { return truncatedWindow() }
            if isAtEnd {
                isExhausted = true
                if rest.isEmpty, origin.offset > 0 { return nil }
                return DocumentWindow(file: take(rest.count), firstDocument: document, isWholeInput: origin.offset == 0)
            }
            if let cut = DocumentBoundaries.lastCut(in: rest) { return window(upTo: cut) }
            let isTooLarge =
                rest.count > 2 * limits.documentSize + Self.slack
                || (rest.count > limits.documentSize
                    && DocumentBoundaries.nextPossibleCut(after: rest) > limits.documentSize)
            if isTooLarge, let omission = try skipDocument() { return omission }
            capacity = isTooLarge ? size : max(capacity, rest.count) * 2
        }
        return nil
    }

    /// Removes the first `count` bytes of `rest` as a window that is not the last.
    private mutating func window(upTo count: Int) -> DocumentWindow {
        let window = DocumentWindow(file: take(count), firstDocument: document, isWholeInput: false)
        origin = window.file.end
        document = window.endDocument
        return window
    }

    private mutating func take(_ count: Int) -> SourceFile {
        let tail = Array(rest[count...])
        rest.removeLast(rest.count - count)
        defer { rest = tail }
        return SourceFile(path: path, bytes: rest, origin: origin)
    }

    /// Reads until `rest` has `capacity` bytes.
    private mutating func fill(to capacity: Int) throws(FileError) {
        if isAtEnd || isTruncated || rest.count >= capacity { return }
        var failure: FileError?
        var reachedEnd = false
        let old = rest
        rest = []
        rest = unsafe Array(unsafeUninitializedCapacity: capacity) { buffer, count in
            // SAFETY: the first `count` bytes of the buffer are initialised whenever `count` grows.
            _ = unsafe buffer.initialize(from: old)
            count = old.count
            while count < capacity, failure == nil, !reachedEnd {
                do throws(FileError) {
                    let free = unsafe UnsafeMutableRawBufferPointer(
                        UnsafeMutableBufferPointer(rebasing: buffer[count..<capacity]))
                    let added = try unsafe source(free)
                    count += added
                    reachedEnd = added == 0
                } catch {
                    failure = error
                }
            }
        }
        isAtEnd = reachedEnd
        let excess = origin.offset + rest.count - limits.inputSize
        if excess > 0 {
            rest.removeLast(min(excess, rest.count))
            isTruncated = true
        }
        if let failure {
            isExhausted = true
            throw failure
        }
    }

    // MARK: - Limits

    /// Skips the document at the start of `rest`, which is over the limit. Nil if there were only comments.
    private mutating func skipDocument() throws(FileError) -> DocumentWindow? {
        let first = SourceFile(path: path, bytes: rest, origin: origin)
        let error = DocumentError.documentTooLarge(in: first, at: origin.offset, limits)
        let omission = DocumentWindow(omission: error, path: path, origin: origin, document: document)
        var isVoid = origin == .start
        // Neither the document's own marker nor the rest of a partly skipped line is a place to cut.
        var beginsLine = false
        while true {
            var dropped = DocumentBoundaries.nextPossibleCut(after: rest)
            if dropped > 0 {
                beginsLine = true
            } else if rest.count > size + 2 * Self.slack {
                // A very long line is skipped up to a few bytes before its end, so that a CRLF is not cut in two.
                dropped = rest.count - Self.slack
                beginsLine = false
            }
            let part = take(dropped)
            isVoid = isVoid && DocumentBoundaries.isVoid(part.bytes[...])
            origin = part.end
            try fill(to: rest.count + size)
            let cut = isTruncated ? rest.count : DocumentBoundaries.firstCut(in: rest, from: beginsLine ? 0 : 1)
            guard let cut = cut ?? (isAtEnd ? rest.count : nil) else { continue }
            let last = take(cut)
            isVoid = isVoid && DocumentBoundaries.isVoid(last.bytes[...])
            origin = last.end
            isExhausted = rest.isEmpty && (isAtEnd || isTruncated)
            break
        }
        if isVoid { return nil }
        document = omission.endDocument
        return omission
    }

    /// The window up to the last cut before the limit of the input, then one that reports the rest as skipped.
    private mutating func truncatedWindow() -> DocumentWindow {
        if let cut = DocumentBoundaries.lastCut(in: rest) { return window(upTo: cut) }
        isExhausted = true
        let file = SourceFile(path: path, bytes: [], origin: origin)
        let error = DocumentError(
            .limit, in: file, at: origin.offset, before: origin.offset,
            "the input has more than \(limits.inputSize) bytes; the rest is not read")
        return DocumentWindow(omission: error, path: path, origin: origin, document: document)
    }
}
