internal import AuditModel
internal import ImageModel
package import SourceText

/// The edits that make pins, file by file, and everything that is left alone with its reason.
package struct PinPlan: Sendable {
    /// In the order in which the files came up.
    package private(set) var files: [FilePatch] = []
    package private(set) var skipped: [SkippedPin] = []

    private struct PlannedPin {
        let occurrence: Occurrence
        let edit: ScalarEdit
    }

    /// - Parameter read: gives a file as it is now; what it cannot read is skipped with its reason.
    package init(_ pins: [Pin], read: (String) throws(FileError) -> SourceFile) {
        var order: [String] = []
        var pinsByFile: [String: [Pin]] = [:]
        for pin in pins {
            let path = pin.occurrence.file
            if pinsByFile[path] == nil { order.append(path) }
            pinsByFile[path, default: []].append(pin)
        }
        for path in order { plan(path, pinsByFile[path] ?? [], read) }
    }

    /// One patch for all files, for `git apply` or `patch -p1` in `directory`; and what it cannot reach from there.
    package func patch(from directory: String) -> (bytes: [UInt8], unreachable: [SkippedPin]) {
        var bytes: [UInt8] = []
        var unreachable: [SkippedPin] = []
        for file in files {
            if let diff = file.diff(from: directory) {
                bytes += diff.bytes
            } else {
                let reason = "the file is not below the directory where the patch is to be applied"
                unreachable += file.occurrences.map { SkippedPin($0, reason: reason) }
            }
        }
        return (bytes, unreachable)
    }

    // MARK: - One file

    private mutating func plan(_ path: String, _ pins: [Pin], _ read: (String) throws(FileError) -> SourceFile) {
        let alreadySkipped = skipped.count
        defer { skipped[alreadySkipped...].sort { $0.occurrence.position < $1.occurrence.position } }
        let file: SourceFile
        do throws(PinObstacle) {
            file = try Self.load(path, read)
        } catch {
            for pin in pins { skip(pin.occurrence, error.reason) }
            return
        }

        var planned: [PlannedPin] = []
        for pin in pins {
            do throws(PinObstacle) {
                guard let edit = try Self.edit(pin, in: file) else { continue }
                planned.append(PlannedPin(occurrence: pin.occurrence, edit: edit))
            } catch {
                skip(pin.occurrence, error.reason)
            }
        }
        if planned.isEmpty { return }
        planned.sort { $0.edit.scalar < $1.edit.scalar }
        let check = ReparseCheck(file)
        removeConflicts(from: &planned)
        remove(from: &planned) { check.obstacle(for: $0.edit)?.reason }

        let scalars = Self.unique(planned.map(\.edit))
        if scalars.isEmpty { return }
        let edits = scalars.map(\.edit)
        let patched = TextEdit.apply(edits, to: file.bytes) ?? file.bytes
        if let obstacle = check.obstacle(after: scalars, in: SourceFile(path: path, bytes: patched)) {
            remove(from: &planned) { _ in obstacle.reason }
            return
        }
        files.append(
            FilePatch(
                path: path, original: file.bytes, patched: patched, edits: edits,
                occurrences: planned.map(\.occurrence)))
    }

    private static func load(
        _ path: String, _ read: (String) throws(FileError) -> SourceFile
    ) throws(PinObstacle) -> SourceFile {
        let file: SourceFile
        do throws(FileError) {
            file = try read(path)
        } catch {
            throw PinObstacle(reason: "the file cannot be read again: \(error.reason)")
        }
        // The scanner reads UTF-16 too, but its places are those of the text turned into UTF-8.
        if file.bytes.starts(with: [0xFF, 0xFE]) || file.bytes.starts(with: [0xFE, 0xFF]) {
            throw PinObstacle(reason: "the file is UTF-16; only UTF-8 is edited")
        }
        return file
    }

    /// Nil where the file already says what the pin wants.
    private static func edit(_ pin: Pin, in file: SourceFile) throws(PinObstacle) -> ScalarEdit? {
        let occurrence = pin.occurrence
        guard occurrence.confidence != .possible else {
            throw PinObstacle(reason: "it is not certain that this names an image")
        }
        guard !occurrence.parts.contains(where: \.isPortion) else {
            throw PinObstacle(reason: "the image stands inside of a longer text, which is not edited yet")
        }
        guard occurrence.parts.count == 1, occurrence.parts[0].role == .reference else {
            throw PinObstacle(reason: "the image is composed of several fields, which are not edited yet")
        }
        let spelling = try ReferenceSpelling(occurrence.parts[0].text)
        let replacement = try spelling.replaced(by: pin.replacement)
        if replacement == occurrence.parts[0].text { return nil }
        return try ScalarEdit(occurrence.parts[0], replacement: replacement, in: file)
    }

    /// Of scalars that overlap, or that are to become different things, none is edited.
    private mutating func removeConflicts(from planned: inout [PlannedPin]) {
        var conflicting: Set<ByteRange> = []
        var widest = planned[0].edit
        for pin in planned.dropFirst() {
            if pin.edit.scalar.overlaps(widest.scalar), pin.edit != widest {
                conflicting.formUnion([pin.edit.scalar, widest.scalar])
            }
            if pin.edit.scalar.upper > widest.scalar.upper { widest = pin.edit }
        }
        remove(from: &planned) { pin in
            conflicting.contains(pin.edit.scalar)
                ? "one value of the file would have to become several different ones" : nil
        }
    }

    /// Takes out what there is a reason against, and keeps the reason.
    private mutating func remove(from planned: inout [PlannedPin], _ reason: (PlannedPin) -> String?) {
        var kept: [PlannedPin] = []
        for pin in planned {
            if let reason = reason(pin) { skip(pin.occurrence, reason) } else { kept.append(pin) }
        }
        planned = kept
    }

    private static func unique(_ edits: [ScalarEdit]) -> [ScalarEdit] {
        var seen: Set<ByteRange> = []
        return edits.filter { seen.insert($0.scalar).inserted }
    }

    private mutating func skip(_ occurrence: Occurrence, _ reason: String) {
        skipped.append(SkippedPin(occurrence, reason: reason))
    }
}
