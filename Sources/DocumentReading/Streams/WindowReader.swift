package import FileSystem
internal import SourceText

/// Cuts a stream into windows, so that no more of it is in memory than a few documents, whatever its length. A document
/// that is longer than a window gets a window as long as it is, up to the limit; what is longer still is left out and
/// reported.
///
/// SAFETY: the source is handed buffers that are only valid during the call, and writes to them only.
@safe package struct WindowReader {
    /// Gives the next bytes of a stream: fills the buffer as far as it can and returns how much; 0 at the end.
    package typealias Source = (UnsafeMutableRawBufferPointer) throws(FileError) -> Int

    /// Long enough that what is done once a window does not count, short enough for a processor's cache.
    package static let standardSize = 1 << 18

    private static let slack = 64

    private let path: String
    private let limits: ReadingLimits
    private let size: Int
    private let source: Source

    /// What was read and not handed over.
    private var rest: [UInt8] = []
    private var origin = SourceFile.Origin.start
    private var document = 0
    private var isAtEnd = false
    /// `rest` ends at the limit of the input, not with it.
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

    /// The next window; nil at the end. The first of an empty stream is empty.
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

    /// Takes the first `count` bytes out as a window that others follow.
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
            // SAFETY: `count` is raised by what has been written from the start of the buffer without a gap.
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

    /// Leaves out the document at hand, whose end is not in sight. Nil when it was nothing but comments.
    private mutating func skipDocument() throws(FileError) -> DocumentWindow? {
        let first = SourceFile(path: path, bytes: rest, origin: origin)
        let error = DocumentError.documentTooLarge(in: first, at: origin.offset, limits)
        let omission = DocumentWindow(omission: error, path: path, origin: origin, document: document)
        var isVoid = origin == .start
        // The document's own marker, and the rest of a line of which the beginning is gone, are no place to cut.
        var beginsLine = false
        while true {
            var dropped = DocumentBoundaries.nextPossibleCut(after: rest)
            if dropped > 0 {
                beginsLine = true
            } else if rest.count > size + 2 * Self.slack {
                // A line without an end: what comes up to a few bytes before the end, so that no CRLF is cut in two.
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

    /// Hands over everything up to the last cut before the limit of the input, then leaves out the rest.
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
