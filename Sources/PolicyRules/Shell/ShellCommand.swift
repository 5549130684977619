/// One command that a container runs, as far as its literal words show.
struct ShellCommand: Hashable {
    /// The program's name without its folder; nil if a variable holds it.
    let program: String?
    let arguments: [String]
    /// `curl` or `wget`, where its output is piped into this shell.
    var pipedDownload: String?
    /// The same, where its output is substituted into this command.
    var substitutedDownload: String?

    private static let shells: Set<String> = ["sh", "bash", "ash", "dash", "ksh", "zsh"]
    private static let downloaders: Set<String> = ["curl", "wget"]
    /// Words before a command that run it.
    private static let wrappers: Set<String> = [
        "sudo", "doas", "env", "exec", "command", "nohup", "time", "nice", "timeout", "xargs", "tini", "dumb-init",
        "catatonit", "setsid", "stdbuf", "busybox", "!", "{", "if", "then", "else", "elif", "while", "until", "do",
    ]
    /// The same, with an operand of their own before the command: a user, a folder.
    private static let wrappersWithOperand: Set<String> = ["su-exec", "gosu", "chroot"]
    private static let interpreters: Set<String> = ["node", "perl", "ruby"]

    static func isShell(_ program: String) -> Bool { shells.contains(baseName(program)) }

    /// The commands that a container runs. Without `command` the image's entrypoint decides what the arguments mean, so
    /// they count only if the first one is a shell.
    static func commands(of command: [String], _ arguments: [String]) -> [ShellCommand] {
        if command.isEmpty, !(arguments.first.map(isShell) ?? false) { return [] }
        return expanded(command + arguments, depth: 0)
    }

    /// A command, or the commands of the script that it passes to a shell.
    private static func expanded(_ words: [String], depth: Int) -> [ShellCommand] {
        let words = withoutWrappers(words)
        guard let first = words.first else { return [] }
        if depth < 8, isShell(first), let script = script(in: words.dropFirst()) {
            return commands(inScript: script, depth: depth + 1)
        }
        let program = baseName(first)
        if depth < 8, program == "su", let flag = words.firstIndex(where: { $0 == "-c" || $0 == "--command" }),
            flag + 1 < words.endIndex
        {
            return commands(inScript: words[flag + 1], depth: depth + 1)
        }
        if depth < 8, program == "eval" {
            let script = words.dropFirst().joined(separator: " ")
            return commands(inScript: script, depth: depth + 1)
                + [ShellCommand(program: program, arguments: Array(words.dropFirst()))]
        }
        return [ShellCommand(program: program.isEmpty ? nil : program, arguments: Array(words.dropFirst()))]
    }

    private static func commands(inScript script: String, depth: Int) -> [ShellCommand] {
        var result: [ShellCommand] = []
        var download: String?
        for simple in ShellScript.simpleCommands(in: script) {
            if !simple.isPiped { download = nil }
            let substituted = simple.substitutions.flatMap {
                depth < 8 ? commands(inScript: $0, depth: depth + 1) : []
            }
            result += substituted
            var own = expanded(simple.words, depth: depth)
            let fetches = substituted.compactMap(\.program).first(where: downloaders.contains)
            for index in own.indices {
                if own[index].takesProgramFromInput { own[index].pipedDownload = download }
                own[index].substitutedDownload = fetches
            }
            if let fetches, let shell = withoutWrappers(simple.words).first, isShell(shell) {
                // `sh -c "$(curl …)"`: the script is the download.
                own = [ShellCommand(program: baseName(shell), arguments: [], substitutedDownload: fetches)]
            }
            download = own.compactMap(\.program).first(where: downloaders.contains) ?? download
            result += own
        }
        return result
    }

    /// The argument of `-c`, also where it is combined with other options.
    private static func script(in arguments: ArraySlice<String>) -> String? {
        var takesScript = false
        var rest = arguments
        while let word = rest.popFirst() {
            if word == "-o" || word == "+o" || word == "-O" {
                _ = rest.popFirst()
            } else if word.hasPrefix("--") {
                continue
            } else if word.hasPrefix("-"), word.count > 1 {
                if word.contains("c") { takesScript = true }
            } else if !word.hasPrefix("+") {
                return takesScript ? word : nil
            }
        }
        return nil
    }

    /// Whether it runs its standard input: a shell or an interpreter without another program to run.
    private var takesProgramFromInput: Bool {
        guard let program else { return false }
        if Self.shells.contains(program) {
            // Words after `-s` are arguments of the script that is read.
            return arguments.contains("-s") || arguments.allSatisfy { $0.hasPrefix("-") && !$0.hasPrefix("-c") }
        }
        guard program.hasPrefix("python") || Self.interpreters.contains(program) else { return false }
        return arguments.allSatisfy { $0 == "-" }
    }

    private static func withoutWrappers(_ words: [String]) -> ArraySlice<String> {
        var rest = words[...]
        var isWrapped = false
        while let word = rest.first {
            let isAssignment = word.contains("=") && !word.hasPrefix("=") && !word.hasPrefix("-")
            if wrappers.contains(baseName(word)) {
                isWrapped = true
            } else if wrappersWithOperand.contains(baseName(word)) {
                rest = rest.dropFirst().drop { $0.hasPrefix("-") }
                if rest.isEmpty { break }
            } else if !(isAssignment || isWrapped && (word.hasPrefix("-") || word.first?.isNumber == true)) {
                break
            }
            rest = rest.dropFirst()
        }
        return rest
    }

    private static func baseName(_ path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? path
    }
}
