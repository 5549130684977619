import AuditModel
import DocumentReading
import FileSystem
import ImageModel
import ManifestScanning
import Patching
import PolicyRules
import SourceText

/// The pins to make, the occurrences left alone, and the sources of rendered manifests.
struct PinSelection {
    private(set) var pins: [Pin] = []
    private(set) var left: [SkippedPin] = []
    /// What changes where a digest is replaced.
    private(set) var changes: [(occurrence: Occurrence, text: String)] = []

    init(_ proposals: [PinProposal]) {
        var fields = ChartFields { path throws(FileError) in
            SourceFile(path: path, bytes: try FileContents.read(path, limit: ReadingLimits.standard.inputSize))
        }
        for proposal in proposals {
            switch proposal.decision {
            case .pin(let replacement, let text):
                let occurrence = proposal.occurrence
                let digestKey = occurrence.digestKey ?? fields.digestKey(for: occurrence)
                pins.append(Pin(occurrence, replacement: replacement, digestKey: digestKey))
                if let text { changes.append((proposal.occurrence, text)) }
            case .leave(let reason): left.append(SkippedPin(proposal.occurrence, reason: reason))
            }
        }
    }

    mutating func leave(_ skipped: [SkippedPin]) { left += skipped }

    /// Moves each pin to the values that its image was rendered from.
    mutating func trace(to origins: ValuesOrigins) {
        leaveShared()
        keep { pin throws(PinObstacle) in
            let (image, isRegistryGlobal) = try origins.image(of: pin.occurrence)
            return try Pin(
                pin.occurrence, from: image, replacement: pin.replacement, isRegistryGlobal: isRegistryGlobal)
        }
    }

    /// What to add upstream, and how many places that pins.
    mutating func snippet(
        _ kind: PinCommand.Snippet, _ origins: ValuesOrigins?, _ inventory: Inventory
    ) -> (text: String, count: Int) {
        leaveShared()
        switch kind {
        case .kustomize:
            var snippet = KustomizeSnippet(inventory.occurrences)
            keep { pin throws(PinObstacle) in
                try snippet.add(pin)
                return pin
            }
            return (snippet.text, pins.count)
        case .values:
            var snippet = ValuesSnippet()
            keep { pin throws(PinObstacle) in
                var pin = pin
                if let origins {
                    let (image, isRegistryGlobal) = try origins.image(of: pin.occurrence, orWithoutTag: true)
                    pin = try Pin(
                        pin.occurrence, overriding: image, replacement: pin.replacement,
                        isRegistryGlobal: isRegistryGlobal)
                } else if pin.occurrence.object.kind != nil || pin.occurrence.matcher == "kustomization" {
                    throw PinObstacle(
                        reason: "it is rendered; name the values that it may come from with --trace-values")
                }
                try snippet.add(pin)
                return pin
            }
            return (snippet.text, pins.count)
        }
    }

    /// One value upstream is rendered to several places: if one of them may not be pinned, none is.
    private mutating func leaveShared() {
        var reasons: [ImageReference: String] = [:]
        for skipped in left where skipped.occurrence.confidence != .possible {
            if let reference = try? skipped.occurrence.reference.get() { reasons[reference] = skipped.reason }
        }
        keep { pin throws(PinObstacle) in
            if let reference = try? pin.occurrence.reference.get(), let reason = reasons[reference] {
                throw PinObstacle(reason: "left alone in another place: \(reason)")
            }
            return pin
        }
    }

    private mutating func keep(_ pin: (Pin) throws(PinObstacle) -> Pin) {
        var kept: [Pin] = []
        for old in pins {
            do throws(PinObstacle) {
                kept.append(try pin(old))
            } catch {
                left.append(SkippedPin(old.occurrence, reason: error.reason))
            }
        }
        pins = kept
    }
}

extension ValuesOrigins {
    fileprivate func image(
        of occurrence: Occurrence, orWithoutTag acceptsDefaults: Bool = false
    ) throws(PinObstacle) -> (image: HelmValuesImage, isRegistryGlobal: Bool) {
        guard let reference = try? occurrence.reference.get() else {
            throw PinObstacle(reason: "not a valid image reference")
        }
        func place(_ part: HelmValuesImage.Part) -> String {
            "\(part.file):\(part.part.position.line) \(part.part.path)"
        }
        switch origin(of: reference) {
        case .found(let image, let isRegistryGlobal): return (image, isRegistryGlobal)
        case .templateDefault(let image, let isRegistryGlobal):
            if acceptsDefaults, image.emptyTag != nil { return (image, isRegistryGlobal) }
            guard let part = image.parts.first else { throw PinObstacle(reason: "it has no value") }
            throw PinObstacle(
                reason: "\(place(part)) names it without a tag, which is a default in the chart's template")
        case .several(let parts):
            throw PinObstacle(
                reason: "it may come from several values: "
                    + parts.map(place).joined(separator: ", "))
        case .none: throw PinObstacle(reason: "no value in the files of --trace-values renders to it")
        }
    }
}
