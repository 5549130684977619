/// A pattern for paths and image names: `*` and `?` stay within one `/`-separated part, `**` as a whole part spans any
/// number of them, `[a-z]` and `[!a-z]` stand for one character, `{a,b}` for one of several texts, `\` takes the next
/// character literally.
///
/// Patterns come from policy files, names from anywhere: matching walks all states of an automaton side by side, so
/// that its time is at most the product of both lengths, whatever the pattern.
package struct GlobPattern: Sendable, Hashable, CustomStringConvertible {
    package let pattern: String
    private let program: [GlobInstruction]
    /// What every text that fits begins with; most texts are refused by that, for the price of a few bytes.
    private let prefix: [UInt8]
    /// Nothing but the prefix fits.
    private let isLiteral: Bool

    package init(_ pattern: String) throws(GlobError) {
        var compiler = GlobCompiler()
        self.program = try compiler.compile(pattern)
        self.pattern = pattern
        self.prefix = Array(pattern.utf8.prefix { !"*?[{\\".utf8.contains($0) })
        self.isLiteral = prefix.count == pattern.utf8.count
    }

    package var description: String { pattern }

    /// Whether all of `text` fits.
    package func matches(_ text: String) -> Bool {
        guard text.utf8.starts(with: prefix) else { return false }
        if isLiteral { return text.utf8.count == prefix.count }
        var states = States(count: program.count)
        states.enter(0, program)
        for scalar in text.unicodeScalars {
            if states.current.isEmpty { return false }
            let current = states.advance()
            for index in current where program[index].accepts(scalar) { states.enter(index + 1, program) }
        }
        return states.current.contains { program[$0] == .end }
    }

    package static func == (left: GlobPattern, right: GlobPattern) -> Bool { left.pattern == right.pattern }
    package func hash(into hasher: inout Hasher) { hasher.combine(pattern) }

    /// The instructions that may consume the next character, each once.
    private struct States {
        private(set) var current: [Int] = []
        private var seen: [Int]
        private var step = 0
        private var pending: [Int] = []

        init(count: Int) {
            seen = Array(repeating: -1, count: count)
        }

        /// The current states; what is entered from now on belongs to the next character.
        mutating func advance() -> [Int] {
            defer {
                current = []
                step += 1
            }
            return current
        }

        /// Adds `index` and everything that it leads to without consuming a character.
        mutating func enter(_ index: Int, _ program: [GlobInstruction]) {
            pending.append(index)
            while let next = pending.popLast() {
                if seen[next] == step { continue }
                seen[next] = step
                switch program[next] {
                case .jump(let target): pending.append(target)
                case .split(let first, let second): pending += [second, first]
                default: current.append(next)
                }
            }
        }
    }
}

/// Why a text is no glob pattern; `description` is a sentence fragment for people.
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
        case .unclosedBracket: "a '[' lacks its ']'"
        case .unclosedBrace: "a '{' lacks its '}'"
        case .unopenedBrace: "a '}' lacks its '{'"
        case .reversedRange: "a range in brackets runs backwards"
        case .danglingBackslash: "a '\\' at the end has nothing to escape"
        }
    }
}
