/// Whether a command fetches programs or libraries, and how it is called for short.
enum Installation {
    /// A manager and the subcommands that install; each entry may have two words.
    private static let managers: [String: [[String]]] = [
        "apk": [["add"]], "apt": [["install"]], "apt-get": [["install"]], "aptitude": [["install"]],
        "yum": [["install"]], "dnf": [["install"]], "microdnf": [["install"]], "zypper": [["install"], ["in"]],
        "tdnf": [["install"]], "pip": [["install"]], "pip3": [["install"]], "pipx": [["install"]],
        "uv": [["pip", "install"], ["tool", "install"]], "gem": [["install"]], "go": [["install"]],
        "cargo": [["install"]], "brew": [["install"]], "yarn": [["global", "add"]],
        "corepack": [["enable"], ["prepare"], ["use"], ["install"]],
    ]
    private static let nodeManagers: Set<String> = ["npm", "pnpm"]

    /// `apk add`, `curl … | sh`; nil for what installs nothing.
    static func of(_ command: ShellCommand) -> String? {
        guard let program = command.program else { return nil }
        if let download = command.pipedDownload { return "\(download) … | \(program)" }
        if let download = command.substitutedDownload, ShellCommand.isShell(program) || program == "eval" {
            return "\(program) … \(download)"
        }
        let words = command.arguments.filter { !$0.hasPrefix("-") && !$0.contains("=") }
        if let subcommands = managers[program] {
            return subcommands.first { words.starts(with: $0) }.map { "\(program) \($0.joined(separator: " "))" }
        }
        if nodeManagers.contains(program), let verb = words.first, ["install", "i", "add"].contains(verb),
            command.arguments.contains(where: { ["-g", "--global", "--location=global"].contains($0) })
        {
            return "\(program) \(verb) -g"
        }
        if program.hasPrefix("python"), command.arguments.starts(with: ["-m", "pip"]),
            command.arguments.contains("install")
        {
            return "\(program) -m pip install"
        }
        return nil
    }
}
