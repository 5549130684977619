internal import Glibc

enum Machine {
    static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
