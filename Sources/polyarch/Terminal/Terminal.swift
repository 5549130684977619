internal import Glibc

/// What standard output is, and what the user wants of it.
enum Terminal {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// `NO_COLOR` (no-color.org) and CI turn colour off.
    static var wantsColour: Bool {
        isTerminal && ["NO_COLOR", "CI"].allSatisfy { ProcessEnvironment.variable($0) == nil }
            && ProcessEnvironment.variable("TERM") != "dumb"
    }

    /// Columns, or nil where lines need not fit.
    static var width: Int? { isTerminal ? columns(STDOUT_FILENO) : nil }

    /// Whether somebody looks at standard error who can see a line change. Colour is another matter.
    static var showsProgress: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessEnvironment.variable("CI") == nil
            && ProcessEnvironment.variable("TERM") != "dumb"
    }

    /// Columns for the progress; terminals that do not say have had 80.
    static var progressWidth: Int { columns(STDERR_FILENO) ?? 80 }

    private static func columns(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
