internal import AuditModel
internal import DocumentReading
internal import Glibc
internal import SourceText

/// Deals out the work of a scan in the order of the inputs: small files as they are, large ones and streams window by
/// window, so that several workers share one input.
actor InputQueue {
    enum Work: Sendable {
        case input(ManifestInput)
        case window(DocumentWindow)
        case failure(UnreadableSource)
    }

    private let inputs: [ManifestInput]
    private let limits: ReadingLimits
    private var position = 0
    private var count = 0
    private var stream: (input: ManifestInput, windows: WindowReader)?

    init(_ inputs: [ManifestInput], limits: ReadingLimits) {
        self.inputs = inputs
        self.limits = limits
    }

    /// The next piece of work and its place among all; nil when there is none left.
    func next() -> (place: Int, work: Work)? {
        guard let work = nextWork() else { return nil }
        defer { count += 1 }
        return (count, work)
    }

    private func nextWork() -> Work? {
        while true {
            if stream != nil {
                if let work = nextWindow() { return work }
                stream = nil
            }
            guard position < inputs.count else { return nil }
            let input = inputs[position]
            position += 1
            if Self.isSmall(input) { return .input(input) }
            do throws(FileError) {
                stream = (input, try InputReader.windows(of: input, limits: limits))
            } catch {
                return .failure(UnreadableSource(error, input))
            }
        }
    }

    private func nextWindow() -> Work? {
        guard let input = stream?.input else { return nil }
        do throws(FileError) {
            return try stream?.windows.next().map { .window($0) }
        } catch {
            return .failure(UnreadableSource(error, input))
        }
    }

    /// Whether a worker reads it alone: a regular file of a window at most. What cannot be opened fails there too.
    private static func isSmall(_ input: ManifestInput) -> Bool {
        if input.isStandardInput { return false }
        var status = stat()
        guard unsafe stat(input.path, &status) == 0 else { return true }
        return status.st_mode & S_IFMT == S_IFREG && status.st_size <= WindowReader.standardSize
    }
}

extension UnreadableSource {
    init(_ error: FileError, _ input: ManifestInput) {
        self.init(
            kind: .unreadableFile, file: input.path, message: "the file cannot be read: \(error.reason)")
    }
}
