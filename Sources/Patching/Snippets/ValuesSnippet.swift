internal import AuditModel
internal import ImageModel

/// Helm values that pin images when added after the chart's current values.
package struct ValuesSnippet: Sendable {
    private indirect enum Node: Sendable {
        case mapping([(key: String, value: Node)])
        case text(String)
    }

    private var root: Node = .mapping([])
    private var settings: [[String]: String] = [:]

    package init() {}

    package var isEmpty: Bool { settings.isEmpty }

    package mutating func add(_ pin: Pin) throws(PinObstacle) {
        let occurrence = pin.occurrence
        guard occurrence.confidence != .possible else { throw .uncertain }
        guard !occurrence.parts.contains(where: \.isPortion) else {
            throw PinObstacle(reason: "it is part of a longer value")
        }
        var added: [([String], String)] = []
        if occurrence.parts.count == 1, occurrence.parts[0].role == .reference {
            let part = occurrence.parts[0]
            added.append((try Self.keyPath(part), try ReferenceSpelling(part.text).replaced(by: pin.replacement)))
        } else {
            let composed = try ComposedPin(pin) { $0.key ?? "" }
            let changes =
                composed.values.map { ($0.part, $0.part.key ?? "", $0.text) }
                + composed.added.map { ($0.after, $0.key, $0.value) }
            for (part, key, text) in changes { added.append((try Self.keyPath(part).dropLast() + [key], text)) }
            // A digest belongs to its tag: both are set together.
            if let tag = occurrence.parts.first(where: { $0.role == .tag }), !added.isEmpty,
                !composed.values.contains(where: { $0.part.role == .tag })
            {
                added.append((try Self.keyPath(tag), tag.text))
            }
        }
        for (keyPath, text) in added {
            if let known = settings[keyPath], known != text {
                throw PinObstacle(reason: "one value would need several different replacements")
            }
        }
        for (keyPath, text) in added.sorted(by: { $0.0.lexicographicallyPrecedes($1.0) }) {
            settings[keyPath] = text
            Self.set(text, at: keyPath[...], in: &root)
        }
    }

    package var text: String { Self.lines(of: root, indentation: "").joined() }

    /// The path of keys to a value.
    private static func keyPath(_ part: Occurrence.Part) throws(PinObstacle) -> [String] {
        guard let keys = part.keys else {
            throw PinObstacle(reason: "it is in a list, which Helm replaces as a whole")
        }
        return keys
    }

    private static func set(_ text: String, at keyPath: ArraySlice<String>, in node: inout Node) {
        guard let key = keyPath.first else {
            node = .text(text)
            return
        }
        guard case .mapping(var members) = node else { return }
        let index = members.firstIndex { $0.key == key } ?? members.endIndex
        if index == members.endIndex { members.append((key, .mapping([]))) }
        set(text, at: keyPath.dropFirst(), in: &members[index].value)
        node = .mapping(members)
    }

    private static func lines(of node: Node, indentation: String) -> [String] {
        guard case .mapping(let members) = node else { return [] }
        return members.flatMap { key, value -> [String] in
            let key = indentation + YAMLText.key(key) + ":"
            if case .text(let text) = value { return ["\(key) \(YAMLText.quoted(text))\n"] }
            return ["\(key)\n"] + lines(of: value, indentation: indentation + "  ")
        }
    }
}
