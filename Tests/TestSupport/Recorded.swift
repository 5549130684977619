import Foundation
internal import Testing

/// Comparison with an output that a person has looked at and committed: `Tests/<Suite>/Recorded/<name>`.
///
/// A test never mends its own reference: `POLYARCH_RECORD=1` writes the file and still fails the run.
package enum Recorded {
    package static func expect(
        _ actual: String, is name: String, filePath: String = #filePath, fileID: String = #fileID, line: Int = #line,
        column: Int = #column
    ) {
        let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent().appendingPathComponent("Recorded")
        let file = folder.appendingPathComponent(name)
        let place = SourceLocation(fileID: fileID, filePath: filePath, line: line, column: column)
        let recorded = (try? Data(contentsOf: file)).map(Array.init)
        if recorded == Array(actual.utf8) { return }
        do {
            if ProcessInfo.processInfo.environment["POLYARCH_RECORD"] == "1" {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(actual.utf8).write(to: file)
                Issue.record(
                    "recorded \(name): look at it, then run again without POLYARCH_RECORD", sourceLocation: place)
            } else if recorded == nil {
                Issue.record("\(file.path) is missing; POLYARCH_RECORD=1 writes it", sourceLocation: place)
            } else {
                let difference = try difference(from: file.path, to: actual)
                Issue.record("the output is no longer \(name):\n\(difference)", sourceLocation: place)
            }
        } catch {
            Issue.record(error, sourceLocation: place)
        }
    }

    /// What `diff -u` says; the texts are made of lines, and everybody reads its format.
    private static func difference(from file: String, to actual: String) throws -> String {
        let directory = try TemporaryDirectory()
        try directory.write(actual, to: "actual")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/diff")
        process.arguments = ["-u", "--label", "recorded", "--label", "now", file, directory.file("actual")]
        try directory.write([], to: "diff")
        process.standardOutput = FileHandle(forWritingAtPath: directory.file("diff"))
        try process.run()
        process.waitUntilExit()
        return try directory.text(of: "diff")
    }
}
