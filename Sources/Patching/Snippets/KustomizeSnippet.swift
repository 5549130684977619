package import AuditModel
internal import ImageModel

/// The `images` of a kustomization that pins manifests rendered upstream of it.
package struct KustomizeSnippet: Sendable {
    private struct Entry: Sendable, Equatable {
        var newName: String?
        var newTag: String?
        let digest: String
    }

    private var names: [String] = []
    private var entries: [String: Entry] = [:]
    /// The images of containers, by name as written.
    private var rendered: [String: Set<String>] = [:]

    /// - Parameter occurrences: all that kustomize will see, including those that are left alone.
    package init(_ occurrences: [Occurrence]) {
        for occurrence in occurrences where Self.isReached(occurrence) {
            guard let name = try? ReferenceSpelling(occurrence.text).name else { continue }
            rendered[String(name), default: []].insert(occurrence.text)
        }
    }

    package mutating func add(_ pin: Pin) throws(PinObstacle) {
        let occurrence = pin.occurrence
        guard Self.isReached(occurrence) else {
            throw PinObstacle(reason: "kustomize's `images` apply only to containers and init containers")
        }
        guard let digest = pin.replacement.digest else { throw .noDigest }
        let spelling = try ReferenceSpelling(occurrence.text)
        let name = String(spelling.name)
        if let other = rendered[name]?.filter({ $0 != occurrence.text }).min() {
            throw PinObstacle(reason: "kustomize selects images by name alone, and `\(other)` is used too")
        }
        let isMoved = (try? occurrence.reference.get().name) != pin.replacement.name
        let entry = Entry(
            newName: isMoved ? pin.replacement.name : nil,
            newTag: spelling.tag.isEmpty && !isMoved ? nil : pin.replacement.tag, digest: digest.description)
        if let known = entries[name], known != entry {
            throw PinObstacle(reason: "kustomize selects images by name alone, and this one would need several digests")
        }
        if entries.updateValue(entry, forKey: name) == nil { names.append(name) }
    }

    package var isEmpty: Bool { entries.isEmpty }

    package var text: String {
        if isEmpty { return "" }
        var text = "images:\n"
        for name in names.sorted() {
            guard let entry = entries[name] else { continue }
            text += "  - name: \(YAMLText.quoted(name))\n"
            if let newName = entry.newName { text += "    newName: \(YAMLText.quoted(newName))\n" }
            if let newTag = entry.newTag { text += "    newTag: \(YAMLText.quoted(newTag))\n" }
            text += "    digest: \(entry.digest)\n"
        }
        return text
    }

    /// The fields that kustomize's image transformer reaches without a configuration.
    private static func isReached(_ occurrence: Occurrence) -> Bool {
        occurrence.matcher == "container" && !occurrence.parts[0].isPortion
            && (occurrence.path.contains(".containers[") || occurrence.path.contains(".initContainers["))
    }
}
