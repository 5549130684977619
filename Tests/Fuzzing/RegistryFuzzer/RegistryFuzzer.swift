/// Runs the parsers of registry replies on the fuzzer's input.
@_cdecl("LLVMFuzzerTestOneInput")
public func readFuzzedInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let broken = FuzzedInput(bytes: Array(UnsafeBufferPointer(start: start, count: count))).broken
    precondition(broken.isEmpty, broken.joined(separator: "; "))
    return 0
}
