package import AuditModel
internal import SourceText

extension Inventory {
    /// Reads and scans all inputs, several at a time; the result does not depend on which is done first.
    ///
    /// - Parameter workers: how many inputs are worked on at once.
    package static func scan(
        _ inputs: [ManifestInput], with scanner: ManifestScanner = ManifestScanner(), workers: Int
    ) async -> Inventory {
        let results = await withTaskGroup(of: [(Int, ManifestScanner.Result)].self) { group in
            let workers = max(1, min(workers, inputs.count))
            for worker in 0..<workers {
                group.addTask {
                    // Inputs are dealt out like cards: neighbours in a folder are of like size.
                    stride(from: worker, to: inputs.count, by: workers).map { ($0, scan(inputs[$0], with: scanner)) }
                }
            }
            var results = [ManifestScanner.Result?](repeating: nil, count: inputs.count)
            for await part in group {
                for (index, result) in part { results[index] = result }
            }
            return results
        }
        var inventory = Inventory(fileCount: inputs.count)
        for result in results {
            inventory.occurrences += result?.occurrences ?? []
            inventory.unreadable += result?.unreadable ?? []
            inventory.passedOver += result?.passedOver ?? []
        }
        return inventory
    }

    private static func scan(_ input: ManifestInput, with scanner: ManifestScanner) -> ManifestScanner.Result {
        do {
            return scanner.scan(try InputReader.read(input))
        } catch {
            let failure = UnreadableSource(
                kind: .unreadableFile, file: input.path, message: "the file cannot be read: \(error.reason)")
            return ManifestScanner.Result(unreadable: [failure])
        }
    }
}
