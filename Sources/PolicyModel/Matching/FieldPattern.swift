package import SourceText

/// A field path with wildcards: `spec.pools[].image`, `spec.**.docker`, `data['a.b']`. A name is a glob; `[]` is any
/// element of a list, `[2]` one of them, `*` one field, `**` any number of fields and elements.
package struct FieldPattern: Sendable, Hashable, CustomStringConvertible {
    package enum Step: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    private enum Component: Sendable, Hashable {
        case key(GlobPattern)
        case exactKey(String)
        case index(Int?)
        case anything
    }

    package let description: String
    private let components: [Component]

    package init(_ text: String) throws(FieldPatternError) {
        description = text
        var components: [Component] = []
        var rest = text[...]
        if rest.hasPrefix("$") { rest = rest.dropFirst() }
        if rest.hasPrefix(".") { rest = rest.dropFirst() }
        while !rest.isEmpty {
            if rest.hasPrefix("['") {
                guard let close = rest.firstRange(of: "']") else { throw .unclosedBracket }
                components.append(.exactKey(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<close.lowerBound])))
                rest = rest[close.upperBound...]
            } else if rest.hasPrefix("[") {
                guard let close = rest.firstIndex(of: "]") else { throw .unclosedBracket }
                let number = rest[rest.index(after: rest.startIndex)..<close]
                guard number.isEmpty || number == "*" || Int(number) != nil else { throw .noIndex(String(number)) }
                components.append(.index(Int(number)))
                rest = rest[rest.index(after: close)...]
            } else {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                if name.isEmpty { throw .emptyName }
                components.append(try Self.component(String(name)))
                rest = rest[name.endIndex...]
            }
            if rest.hasPrefix(".") {
                rest = rest.dropFirst()
                if rest.isEmpty { throw .emptyName }
            }
        }
        if components.isEmpty { throw .emptyName }
        self.components = components
    }

    private static func component(_ name: String) throws(FieldPatternError) -> Component {
        if name == "**" { return .anything }
        guard name.contains(where: { "*?{\\".contains($0) }) else { return .exactKey(name) }
        do throws(GlobError) {
            return .key(try GlobPattern(name))
        } catch {
            throw .noPattern(name, error)
        }
    }

    package func matches(_ steps: [Step]) -> Bool {
        // The states of a nondeterministic automaton: the number of components matched so far.
        var states = closure([0])
        for step in steps {
            var next: Set<Int> = []
            for state in states where state < components.count {
                if case .anything = components[state] { next.insert(state) }
                if accepts(components[state], step) { next.insert(state + 1) }
            }
            if next.isEmpty { return false }
            states = closure(next)
        }
        return states.contains(components.count)
    }

    /// `**` may match nothing.
    private func closure(_ states: Set<Int>) -> Set<Int> {
        var closed = states
        for state in states {
            var state = state
            while state < components.count, case .anything = components[state] {
                state += 1
                closed.insert(state)
            }
        }
        return closed
    }

    private func accepts(_ component: Component, _ step: Step) -> Bool {
        switch (component, step) {
        case (.exactKey(let name), .key(let key)): name == key
        case (.key(let glob), .key(let key)): glob.matches(key)
        case (.index(let wanted), .index(let index)): wanted == nil || wanted == index
        default: false
        }
    }
}

/// Why a text is not a field path; `description` is a sentence fragment.
package enum FieldPatternError: Error, Sendable, Hashable, CustomStringConvertible {
    case emptyName
    case unclosedBracket
    case noIndex(String)
    case noPattern(String, GlobError)

    package var description: String {
        switch self {
        case .emptyName: "a name is missing"
        case .unclosedBracket: "a '[' has no ']'"
        case .noIndex(let text): "'\(text)' is not a number; write ['\(text)'] for a field of that name"
        case .noPattern(let name, let error): "'\(name)' is not a valid pattern: \(error)"
        }
    }
}
