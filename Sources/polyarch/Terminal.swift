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
    static var width: Int? {
        guard isTerminal else { return nil }
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
