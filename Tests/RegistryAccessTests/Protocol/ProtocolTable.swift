import Foundation

/// `PROTOCOL.tsv`: for each situation that a registry client must get right, the tests that cover it or the reason why
/// there is none.
///
/// A row has the columns case, description, `test` or `none`, and tests (`Suite: name; Suite: name`) or the reason.
/// Rows with tests may go on with words that must appear in one of the suites, such as a test's argument, and with
/// `except: …`, which says what the tests leave out.
struct ProtocolTable {
    /// Source text by suite; a suite is in the file of its name.
    let suites: [String: String]
    let numbers: [String]

    /// The numbers of all cases, as ranges.
    static let cases = numbers(
        in: """
            1.01-1.18 1.20-1.40 1.45-1.95 1.100-1.109 1.120-1.128
            2.001-2.007 2.010-2.039 2.050-2.057 2.070-2.075 2.080-2.086 2.100-2.121 2.130-2.133
            3.01-3.18 3.20-3.26 3.30-3.44 3.50-3.63 3.70-3.90 3.100-3.109 3.120-3.128 3.140-3.144
            4.01-4.08 4.20-4.36
            5.01-5.23 5.30-5.32 5.35-5.42 5.45-5.48 5.50-5.73 5.80-5.83 5.90-5.98 5.100-5.102 5.110-5.118
            6.01-6.15 6.20-6.24 6.30-6.34 6.40-6.44 6.50-6.53
            7.01-7.10 7.20-7.25 7.30-7.38 7.40-7.42 7.50-7.66
            9.01-9.07
            """)

    static func numbers(in runs: String) -> [String] {
        var numbers: [String] = []
        for run in runs.split(whereSeparator: \.isWhitespace) {
            let parts = run.split { $0 == "-" || $0 == "." }
            guard parts.count == 4, let first = Int(parts[1]), let last = Int(parts[3]) else { return [] }
            for number in first...last {
                let digits = String(number)
                let zeros = String(repeating: "0", count: max(0, parts[1].count - digits.count))
                numbers.append(parts[0] + "." + zeros + digits)
            }
        }
        return numbers
    }

    /// What is wrong with a table: missing, unknown and repeated cases, and rows that do not hold.
    func complaints(about text: String) -> [String] {
        var complaints: [String] = []
        var open = Set(numbers)
        for line in text.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count >= 4, !columns.contains("") else {
                complaints.append("\(columns[0]): needs a description, `test` or `none`, and tests or a reason")
                continue
            }
            if open.remove(columns[0]) == nil { complaints.append("\(columns[0]): repeated or unknown") }
            switch columns[2] {
            case "none" where columns.count == 4: break
            case "test": complaints += self.complaints(about: columns)
            default: complaints.append("\(columns[0]): needs `test`, or `none` with only a reason")
            }
        }
        return complaints + open.sorted().map { "\($0): missing" }
    }

    private func complaints(about columns: [String]) -> [String] {
        var complaints: [String] = []
        var sources: [String] = []
        for test in columns[3].components(separatedBy: "; ") {
            let parts = test.components(separatedBy: ": ")
            let name = parts.dropFirst().joined(separator: ": ")
            guard let source = suites[parts[0]] else {
                complaints.append("\(columns[0]): no suite \(parts[0])")
                continue
            }
            sources.append(source)
            // In backticks, or in the quotes of `@Test`.
            if name.isEmpty || !(source.contains("func `\(name)`") || source.contains("\"\(name)\"")) {
                complaints.append("\(columns[0]): \(parts[0]) has no test '\(name)'")
            }
        }
        for words in columns.dropFirst(4)
        where !words.hasPrefix("except: ") && !sources.contains(where: { $0.contains(words) }) {
            complaints.append("\(columns[0]): none of its suites contains '\(words)'")
        }
        return complaints
    }
}
