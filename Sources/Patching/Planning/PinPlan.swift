internal import AuditModel
internal import FileSystem
internal import ImageModel
package import SourceText

/// The edits of a set of pins, file by file, and the occurrences that are left alone, each with its reason.
package struct PinPlan: Sendable {
    /// In the order in which the pins name them.
    package private(set) var files: [FilePatch] = []
    package private(set) var skipped: [SkippedPin] = []

    private struct PlannedPin {
        let occurrence: Occurrence
        let edits: [FileEdit]
    }

    /// - Parameters:
    ///   - resolve: follows links, so that each file is edited once.
    ///   - read: the current file; one that cannot be read is skipped with the reason.
    package init(
        _ pins: [Pin], resolve: (String) -> String = { $0 }, read: (String) throws -> SourceFile
    ) {
        var order: [String] = []
        var pinsByFile: [String: [Pin]] = [:]
        for pin in pins {
            let path = resolve(pin.occurrence.file)
            if pinsByFile[path] == nil { order.append(path) }
            pinsByFile[path, default: []].append(pin)
        }
        for path in order { plan(path, pinsByFile[path] ?? [], read) }
    }

    /// One patch for all files, for `git apply` or `patch -p1` in `directory`; and the occurrences outside of it.
    package func patch(from directory: String) -> (bytes: [UInt8], unreachable: [SkippedPin]) {
        var bytes: [UInt8] = []
        var unreachable: [SkippedPin] = []
        for file in files {
            if let diff = file.diff(from: directory) {
                bytes += diff.bytes
            } else {
                let reason = "the file is not below the directory of the patch"
                unreachable += file.occurrences.map { SkippedPin($0, reason: reason) }
            }
        }
        return (bytes, unreachable)
    }

    // MARK: - One file

    private mutating func plan(_ path: String, _ pins: [Pin], _ read: (String) throws -> SourceFile) {
        let alreadySkipped = skipped.count
        defer { skipped[alreadySkipped...].sort { $0.occurrence.position < $1.occurrence.position } }
        let file: SourceFile
        do throws(PinObstacle) {
            file = try Self.load(path, read)
        } catch {
            for pin in pins { skip(pin.occurrence, error.reason) }
            return
        }

        let check = ReparseCheck(before: FileNodes(file))
        var planned: [PlannedPin] = []
        for pin in pins {
            do throws(PinObstacle) {
                let edits = try PinEdits(pin, in: file, check.before).edits
                if !edits.isEmpty { planned.append(PlannedPin(occurrence: pin.occurrence, edits: edits)) }
            } catch {
                skip(pin.occurrence, error.reason)
            }
        }
        removeConflicts(from: &planned)
        let counts = planned.flatMap(\.edits).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        remove(from: &planned) { pin in
            pin.edits.lazy.compactMap { check.obstacle(for: $0, pins: counts[$0] ?? 0) }.first?.reason
        }
        if !isSafe(planned, in: file, check) {
            // One unsafe edit must not prevent the others.
            remove(from: &planned) { pin in check.obstacle(making: pin.edits, in: file)?.reason }
            let obstacle = check.obstacle(making: planned.flatMap(\.edits), in: file)
            remove(from: &planned) { _ in obstacle?.reason }
        }
        if planned.isEmpty { return }
        let edits = Set(planned.flatMap(\.edits)).map(\.text).sorted { $0.range < $1.range }
        files.append(
            FilePatch(
                path: path, original: file.bytes, patched: TextEdit.apply(edits, to: file.bytes) ?? file.bytes,
                edits: edits, occurrences: planned.map(\.occurrence)))
    }

    private func isSafe(_ planned: [PlannedPin], in file: SourceFile, _ check: ReparseCheck) -> Bool {
        check.obstacle(making: planned.flatMap(\.edits), in: file) == nil
    }

    private static func load(
        _ path: String, _ read: (String) throws -> SourceFile
    ) throws(PinObstacle) -> SourceFile {
        let file: SourceFile
        do {
            file = try read(path)
        } catch {
            let reason = (error as? FileError)?.reason ?? "\(error)"
            throw PinObstacle(reason: "the file cannot be read again: \(reason)")
        }
        // The scanner reads UTF-16 too, but its ranges are those of the text converted to UTF-8.
        if file.bytes.starts(with: [0xFF, 0xFE]) || file.bytes.starts(with: [0xFE, 0xFF]) {
            throw PinObstacle(reason: "the file is UTF-16; only UTF-8 can be edited")
        }
        return file
    }

    /// Edits that change the same bytes in different ways are all dropped.
    private mutating func removeConflicts(from planned: inout [PlannedPin]) {
        let edits = Set(planned.flatMap(\.edits)).sorted { $0.text.range < $1.text.range }
        var conflicting: Set<FileEdit> = []
        guard var widest = edits.first else { return }
        for edit in edits.dropFirst() {
            if edit.conflicts(with: widest) { conflicting.formUnion([edit, widest]) }
            if edit.text.range.upper >= widest.text.range.upper { widest = edit }
        }
        remove(from: &planned) { pin in
            pin.edits.contains(where: conflicting.contains)
                ? "one value would need several different replacements" : nil
        }
    }

    /// Skips the pins for which there is a reason.
    private mutating func remove(from planned: inout [PlannedPin], _ reason: (PlannedPin) -> String?) {
        var kept: [PlannedPin] = []
        for pin in planned {
            if let reason = reason(pin) { skip(pin.occurrence, reason) } else { kept.append(pin) }
        }
        planned = kept
    }

    private mutating func skip(_ occurrence: Occurrence, _ reason: String) {
        skipped.append(SkippedPin(occurrence, reason: reason))
    }
}
