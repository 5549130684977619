internal import AuditModel
internal import DocumentReading
internal import ManifestScanning
internal import SourceText

/// Scans the fuzzer's input as a whole and in windows, which must not crash and must give the same result.
@_cdecl("LLVMFuzzerTestOneInput")
public func scanFuzzedInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    // The first byte is the size of the windows.
    let bytes = Array(input.dropFirst())
    let limits = ReadingLimits(depth: 50, documentSize: 1 << 20)
    let scanner = ManifestScanner(limits: limits)
    let whole = describe(scanner.scan(SourceFile(path: "f", bytes: bytes)))

    var offset = 0
    var inWindows: [String] = []
    var reader = WindowReader(path: "f", limits: limits, size: Int(first) + 1) { buffer in
        let count = min(buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        return count
    }
    while let window = try? reader.next() { inWindows += describe(scanner.scan(window)) }
    precondition(whole.sorted() == inWindows.sorted(), "a stream is read differently in windows")
    return 0
}

private func describe(_ result: ManifestScanner.Result) -> [String] {
    result.occurrences.map { "\($0.object.document) \($0.position) \($0.path) \($0.parts[0].range) \($0.text)" }
        + result.facts.serviceAccounts.map { "\($0)" }
        + result.unreadable.map { "\($0.document ?? -1) \($0.position?.description ?? "") \($0.kind) \($0.message)" }
}
