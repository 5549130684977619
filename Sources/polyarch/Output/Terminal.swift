internal import AuditPipeline
internal import Glibc

/// What the standard streams are connected to, and what the user wants of them.
enum Terminal {
    static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    private static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// `NO_COLOR` (no-color.org) and CI turn colour off.
    static var wantsColour: Bool { isOutputTerminal && variables["NO_COLOR"] == nil && showsChanges }

    /// Columns, or nil if lines need not fit.
    static var width: Int? { isOutputTerminal ? columns(STDOUT_FILENO) : nil }

    /// Whether standard error is a terminal on which a line can be redrawn.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && showsChanges }

    /// Columns for the progress; 80 if the terminal does not say.
    static var progressWidth: Int { columns(STDERR_FILENO) ?? 80 }

    private static var showsChanges: Bool { variables["CI"] == nil && variables["TERM"] != "dumb" }

    private static var variables: [String: String] { ProcessEnvironment.variables }

    private static func columns(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
