/// Recognizes commands that install programs or libraries, and names them for messages.
enum Installation {
    /// Package managers and their subcommands that install, of one or two words.
    private static let managers: [String: [[String]]] = [
        "apk": [["add"]], "apt": [["install"]], "apt-get": [["install"]], "aptitude": [["install"]],
        "yum": [["install"]], "dnf": [["install"]], "microdnf": [["install"]], "zypper": [["install"], ["in"]],
        "tdnf": [["install"]], "pip": [["install"]], "pip3": [["install"]], "pipx": [["install"]],
        "uv": [["pip", "install"], ["tool", "install"]], "gem": [["install"]], "go": [["install"]],
        "cargo": [["install"]], "brew": [["install"]], "yarn": [["global", "add"]], "conda": [["install"]],
        "mamba": [["install"]], "micromamba": [["install"]],
        "corepack": [["enable"], ["prepare"], ["use"], ["install"]],
    ]
    /// Options before a subcommand whose value is the next word.
    private static let valuedOptions: [String: Set<String>] = [
        "apk": ["-X", "--repository", "-p", "--root", "--arch", "--keys-dir", "--repositories-file", "--cache-dir"],
        "apt": aptOptions, "apt-get": aptOptions, "aptitude": aptOptions,
        "yum": yumOptions, "dnf": yumOptions, "microdnf": yumOptions, "tdnf": yumOptions,
        "pip": pipOptions, "pip3": pipOptions,
        "npm": ["--prefix", "-C", "--registry", "--cache"], "pnpm": ["--dir", "-C", "--registry"],
    ]
    private static let aptOptions: Set<String> = [
        "-o", "--option", "-c", "--config-file", "-t", "--target-release", "--default-release", "-a",
    ]
    private static let yumOptions: Set<String> = [
        "-c", "--config", "--enablerepo", "--disablerepo", "--repo", "--repoid", "--installroot", "--releasever", "-x",
        "--exclude", "-d", "-e", "--setopt",
    ]
    private static let pipOptions: Set<String> = [
        "--proxy", "--cert", "--cache-dir", "--retries", "--timeout", "--log", "--python", "--trusted-host",
    ]
    private static let nodeManagers: Set<String> = ["npm", "pnpm"]

    /// `apk add`, `curl … | sh`; nil if the command installs nothing.
    static func of(_ command: ShellCommand) -> String? {
        guard let program = command.program else { return nil }
        if let download = command.pipedDownload { return "\(download) … | \(program)" }
        if let download = command.substitutedDownload,
            ShellCommand.isShell(program) || ["eval", "source", "."].contains(program)
        {
            return "\(program) … \(download)"
        }
        let words = plainWords(command.arguments, of: program)
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

    /// The words without options, their values, and assignments.
    private static func plainWords(_ arguments: [String], of program: String) -> [String] {
        let valued = valuedOptions[program] ?? []
        var words: [String] = []
        var isValue = false
        for argument in arguments {
            if isValue {
                isValue = false
            } else if argument.hasPrefix("-") {
                isValue = valued.contains(argument)
            } else if !argument.contains("=") {
                words.append(argument)
            }
        }
        return words
    }
}
