/// A pattern for paths and image names: `*` and `?` match within one `/`-separated component, `**` as a whole component
/// matches any number of them, `[a-z]` and `[!a-z]` match one character, `{a,b}` matches one of several texts, and `\`
/// escapes the next character.
///
/// Patterns come from policy files, names from anywhere. Matching runs all states of an automaton in parallel, so it
/// takes at most the product of both lengths, whatever the pattern.
package struct GlobPattern: Sendable, Hashable, CustomStringConvertible {
    package let pattern: String
    private let program: [GlobInstruction]
    /// The literal beginning of every matching text, which rules out most texts at once.
    private let prefix: [UInt8]
    /// The instruction after the prefix, each of whose characters is one instruction.
    private let start: Int

    package init(_ pattern: String) throws(GlobError) {
        var compiler = GlobCompiler()
        let literal = pattern.unicodeScalars.prefix { !"*?[{\\".unicodeScalars.contains($0) }
        self.program = try compiler.compile(pattern)
        self.pattern = pattern
        self.prefix = Array(Substring(literal).utf8)
        self.start = literal.count
    }

    package var description: String { pattern }

    /// Whether the whole of `text` matches.
    package func matches(_ text: String) -> Bool {
        guard begins(text) else { return false }
        if program[start] == .end { return text.utf8.count == prefix.count }
        var states = States(program, from: start)
        let rest = text.utf8.index(text.startIndex, offsetBy: prefix.count)
        for scalar in text.unicodeScalars[rest...] {
            if states.isEmpty { return false }
            states.advance(over: scalar)
        }
        return states.accept
    }

    private func begins(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        guard bytes.count >= prefix.count else { return false }
        return prefix.indices.allSatisfy { prefix[$0] == bytes[$0] }
    }

    package static func == (left: GlobPattern, right: GlobPattern) -> Bool { left.pattern == right.pattern }
    package func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    /// The set of instructions that may consume the next character.
    private struct States {
        private let program: [GlobInstruction]
        private var current: [Int] = []
        private var previous: [Int] = []
        /// The step in which each instruction was last added.
        private var seen: [Int]
        private var step = 0
        private var pending: [Int] = []

        init(_ program: [GlobInstruction], from start: Int) {
            self.program = program
            seen = Array(repeating: -1, count: program.count)
            enter(start)
        }

        var isEmpty: Bool { current.isEmpty }

        /// Whether the text may end here.
        var accept: Bool { current.contains { program[$0] == .end } }

        mutating func advance(over scalar: Unicode.Scalar) {
            swap(&current, &previous)
            current.removeAll(keepingCapacity: true)
            step += 1
            for index in previous where program[index].accepts(scalar) { enter(index + 1) }
        }

        /// Adds `index` and all instructions that are reachable from it without consuming a character.
        private mutating func enter(_ index: Int) {
            pending.append(index)
            while let next = pending.popLast() {
                if seen[next] == step { continue }
                seen[next] = step
                switch program[next] {
                case .jump(let target): pending.append(target)
                case .split(let first, let second):
                    pending.append(second)
                    pending.append(first)
                default: current.append(next)
                }
            }
        }
    }
}

/// Why a text is not a glob pattern. `description` is a clause for people.
package enum GlobError: Error, Sendable, Hashable, CustomStringConvertible {
    case empty
    case tooLong
    case unclosedBracket
    case unclosedBrace
    case unopenedBrace
    case reversedRange
    case danglingBackslash

    package var description: String {
        switch self {
        case .empty: "the pattern is empty"
        case .tooLong: "the pattern is longer than \(GlobCompiler.maximumLength) characters"
        case .unclosedBracket: "unclosed '['"
        case .unclosedBrace: "unclosed '{'"
        case .unopenedBrace: "unmatched '}'"
        case .reversedRange: "a range in brackets is reversed"
        case .danglingBackslash: "a '\\' at the end has nothing to escape"
        }
    }
}
