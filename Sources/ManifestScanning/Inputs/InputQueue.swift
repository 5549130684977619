internal import AuditModel
internal import DocumentReading
internal import FileSystem
internal import Glibc
internal import SourceText

/// Hands out the work of a scan in the order of the inputs: small files in batches, because handing one over costs more
/// than reading it; large files and streams window by window, so that workers share them.
actor InputQueue {
    enum Work: Sendable {
        /// With the size of each in bytes.
        case inputs([(input: ManifestInput, size: Int)])
        case window(DocumentWindow)
        case failure(UnreadableSource)
    }

    private let inputs: [ManifestInput]
    private let limits: ReadingLimits
    private var position = 0
    private var count = 0
    private var windows: WindowReader?

    init(_ inputs: [ManifestInput], limits: ReadingLimits) {
        self.inputs = inputs
        self.limits = limits
    }

    /// The next piece of work and its number; nil at the end.
    func next() -> (place: Int, work: Work)? {
        guard let work = nextWork() else { return nil }
        defer { count += 1 }
        return (count, work)
    }

    private func nextWork() -> Work? {
        while true {
            if windows != nil {
                if let work = nextWindow() { return work }
                windows = nil
            }
            let small = nextSmallInputs()
            if !small.isEmpty { return .inputs(small) }
            guard position < inputs.count else { return nil }
            let input = inputs[position]
            position += 1
            do throws(FileError) {
                windows = try InputReader.windows(of: input, limits: limits)
            } catch {
                return .failure(UnreadableSource(error))
            }
        }
    }

    private func nextWindow() -> Work? {
        do throws(FileError) {
            return try windows?.next().map { .window($0) }
        } catch {
            return .failure(UnreadableSource(error))
        }
    }

    /// Consecutive small files, together at most as large as a window.
    private func nextSmallInputs() -> [(input: ManifestInput, size: Int)] {
        var small: [(input: ManifestInput, size: Int)] = []
        var size = 0
        while position < inputs.count, let added = Self.sizeOfSmall(inputs[position]) {
            size += added
            if !small.isEmpty, size > WindowReader.standardSize { break }
            small.append((inputs[position], added))
            position += 1
        }
        return small
    }

    /// The size of a file that one worker reads as a whole: a regular file no larger than a window. Files that cannot be
    /// opened are among them and fail there. Nil for everything else.
    private static func sizeOfSmall(_ input: ManifestInput) -> Int? {
        if input.isStandardInput { return nil }
        var status = stat()
        guard unsafe stat(input.path, &status) == 0 else { return 0 }
        return status.st_mode & S_IFMT == S_IFREG && status.st_size <= WindowReader.standardSize
            ? Int(status.st_size) : nil
    }
}

extension UnreadableSource {
    init(_ error: FileError) {
        self.init(kind: .unreadableFile, file: error.path, message: error.message)
    }
}
