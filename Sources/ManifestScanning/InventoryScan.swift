package import AuditModel
internal import DocumentReading
internal import FileSystem
internal import SourceText

/// Reads and scans inputs concurrently. Neither the results nor their order depend on timing.
package struct InventoryScan: Sendable {
    private let inputs: [ManifestInput]
    private let scanner: ManifestScanner
    private let workers: Int

    /// - Parameter workers: how many inputs, or parts of a large input, are scanned at once.
    package init(_ inputs: [ManifestInput], with scanner: ManifestScanner = ManifestScanner(), workers: Int) {
        self.inputs = inputs
        self.scanner = scanner
        self.workers = max(1, workers)
    }

    /// Calls `body` with the results part by part, in the order of the inputs. Memory use does not grow with the length
    /// of a stream, except for what `body` keeps.
    package func forEachPart(_ body: (ManifestScanner.Result) -> Void) async {
        let queue = InputQueue(inputs, limits: scanner.limits)
        await withTaskGroup(of: (place: Int, result: ManifestScanner.Result)?.self) { group in
            let scanner = scanner
            func addTask() {
                group.addTask {
                    guard let (place, work) = await queue.next() else { return nil }
                    return (place, Self.result(of: work, scanner))
                }
            }
            for _ in 0..<workers { addTask() }
            var waiting: [Int: ManifestScanner.Result] = [:]
            var next = 0
            for await part in group {
                guard let part else { continue }
                addTask()
                waiting[part.place] = part.result
                while let result = waiting.removeValue(forKey: next) {
                    body(result)
                    next += 1
                }
            }
        }
    }

    private static func result(of work: InputQueue.Work, _ scanner: ManifestScanner) -> ManifestScanner.Result {
        switch work {
        case .window(let window): return scanner.scan(window)
        case .failure(let failure): return ManifestScanner.Result(unreadable: [failure])
        case .inputs(let inputs):
            var result = ManifestScanner.Result()
            for (input, size) in inputs {
                do throws(FileError) {
                    // One more byte than expected, to see the end.
                    var windows = try InputReader.windows(of: input, limits: scanner.limits, size: size + 1)
                    while let window = try windows.next() { result.append(scanner.scan(window)) }
                } catch {
                    result.unreadable.append(UnreadableSource(error))
                }
            }
            return result
        }
    }
}

extension Inventory {
    /// Scans all inputs.
    package static func scan(
        _ inputs: [ManifestInput], with scanner: ManifestScanner = ManifestScanner(), workers: Int
    ) async -> Inventory {
        var inventory = Inventory(fileCount: inputs.count)
        await InventoryScan(inputs, with: scanner, workers: workers).forEachPart { inventory.append($0) }
        return inventory
    }

    package mutating func append(_ part: ManifestScanner.Result) {
        occurrences += part.occurrences
        unreadable += part.unreadable
        facts.append(part.facts)
        rejected += part.rejected
    }
}
