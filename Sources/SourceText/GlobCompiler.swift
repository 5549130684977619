/// An instruction of the automaton of a `GlobPattern`.
enum GlobInstruction: Sendable, Hashable {
    case scalar(Unicode.Scalar)
    case anyButSlash
    case any
    case set([ClosedRange<Unicode.Scalar>], negated: Bool)
    case jump(Int)
    case split(Int, Int)
    case end

    /// Whether the instruction consumes `scalar`.
    func accepts(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .scalar(let own): scalar == own
        case .anyButSlash: scalar != "/"
        case .any: true
        case .set(let ranges, let negated): scalar != "/" && ranges.contains { $0.contains(scalar) } != negated
        case .jump, .split, .end: false
        }
    }
}

/// Translates a pattern into instructions.
struct GlobCompiler {
    static let maximumLength = 1024

    /// An open `{`: the current branch begins at `branch`, the previous ones end with the jumps at `ends`.
    private struct Group {
        var branch: Int
        var ends: [Int] = []
    }

    private var program: [GlobInstruction] = []
    private var groups: [Group] = []

    mutating func compile(_ pattern: String) throws(GlobError) -> [GlobInstruction] {
        let scalars = Array(pattern.unicodeScalars)
        if scalars.isEmpty { throw .empty }
        if scalars.count > Self.maximumLength { throw .tooLong }
        var index = 0
        while index < scalars.count { index = try step(scalars, index) }
        if !groups.isEmpty { throw .unclosedBrace }
        return program + [.end]
    }

    /// Compiles the element at `index`; returns the index of the next element.
    private mutating func step(_ scalars: [Unicode.Scalar], _ index: Int) throws(GlobError) -> Int {
        switch scalars[index] {
        case "\\":
            guard index + 1 < scalars.count else { throw .danglingBackslash }
            program.append(.scalar(scalars[index + 1]))
            return index + 2
        case "?": program.append(.anyButSlash)
        case "*": return stars(scalars, index)
        case "[": return try set(scalars, index)
        case "{":
            groups.append(Group(branch: program.count))
            program.append(.jump(program.count + 1))
        case ",":
            guard var group = groups.popLast() else {
                program.append(.scalar(","))
                break
            }
            group.ends.append(program.count)
            program.append(.jump(0))
            program[group.branch] = .split(group.branch + 1, program.count)
            group.branch = program.count
            program.append(.jump(program.count + 1))
            groups.append(group)
        case "}":
            guard let group = groups.popLast() else { throw .unopenedBrace }
            for end in group.ends { program[end] = .jump(program.count) }
        case let literal: program.append(.scalar(literal))
        }
        return index + 1
    }

    /// `*`, or `**`, which matches any number of components if it is a whole component and is `*` otherwise.
    private mutating func stars(_ scalars: [Unicode.Scalar], _ index: Int) -> Int {
        var next = index
        while next < scalars.count, scalars[next] == "*" { next += 1 }
        let before: Unicode.Scalar = index == 0 ? "{" : scalars[index - 1]
        let after: Unicode.Scalar = next == scalars.count ? "}" : scalars[next]
        guard next - index == 2, ["/", "{", ","].contains(before), ["/", "}", ","].contains(after) else {
            loop(over: .anyButSlash)
            return next
        }
        if after == "/" {
            // `**/` is nothing, or anything up to a slash: `a/**/b` is also `a/b`.
            let choice = program.count
            program.append(.jump(0))
            loop(over: .any)
            program.append(.scalar("/"))
            program[choice] = .split(choice + 1, program.count)
            return next + 1
        }
        // `a/**` is what lies in `a`, not `a` itself.
        if before == "/" { program.append(.any) }
        loop(over: .any)
        return next
    }

    private mutating func loop(over instruction: GlobInstruction) {
        let start = program.count
        program += [.split(start + 1, start + 3), instruction, .jump(start)]
    }

    private mutating func set(_ scalars: [Unicode.Scalar], _ index: Int) throws(GlobError) -> Int {
        var next = index + 1
        var negated = false
        if next < scalars.count, scalars[next] == "!" || scalars[next] == "^" {
            negated = true
            next += 1
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        // A `]` that comes first is one of the characters.
        while next < scalars.count, scalars[next] != "]" || ranges.isEmpty {
            let lower = try member(scalars, &next)
            var upper = lower
            if next + 1 < scalars.count, scalars[next] == "-", scalars[next + 1] != "]" {
                next += 1
                upper = try member(scalars, &next)
            }
            guard lower <= upper else { throw .reversedRange }
            ranges.append(lower...upper)
        }
        guard next < scalars.count else { throw .unclosedBracket }
        program.append(.set(ranges, negated: negated))
        return next + 1
    }

    private func member(_ scalars: [Unicode.Scalar], _ next: inout Int) throws(GlobError) -> Unicode.Scalar {
        if scalars[next] == "\\" { next += 1 }
        guard next < scalars.count else { throw .unclosedBracket }
        defer { next += 1 }
        return scalars[next]
    }
}
