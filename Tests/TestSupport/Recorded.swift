import Foundation
internal import Testing

/// Compares output with a reviewed and committed file: `Tests/<Suite>/Recorded/<name>`.
///
/// `POLYARCH_RECORD=1` writes the file and still fails the test, so that no run updates its own reference unseen.
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
            } else if let recorded {
                let difference = difference(from: recorded, to: actual)
                Issue.record("the output is no longer \(name):\n\(difference)", sourceLocation: place)
            } else {
                Issue.record("\(file.path) is missing; POLYARCH_RECORD=1 writes it", sourceLocation: place)
            }
        } catch {
            Issue.record(error, sourceLocation: place)
        }
    }

    /// The lines that are gone and new, with their numbers.
    private static func difference(from recorded: [UInt8], to actual: String) -> String {
        let old = recorded.split(separator: 0x0A, omittingEmptySubsequences: false)
        let new = Array(actual.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
        return new.difference(from: old).map { change in
            switch change {
            case .remove(let offset, let line, _): "-\(offset + 1): \(String(decoding: line, as: UTF8.self))"
            case .insert(let offset, let line, _): "+\(offset + 1): \(String(decoding: line, as: UTF8.self))"
            }
        }.joined(separator: "\n")
    }
}
