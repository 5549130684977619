internal import CLibYAML

/// A `yaml_parser_t` over a buffer that outlives it.
///
/// SAFETY: the parser and the current event are allocated here, initialised before use and freed in `deinit`; the
/// caller of `init` keeps the input buffer alive for the life of the parser (`YAMLRecorder` uses both inside one
/// `withUnsafeBufferPointer`). No pointer into them leaves `YAMLRecorder`.
@safe struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private var holdsEvent = false

    init?(_ input: UnsafeBufferPointer<UInt8>) {
        unsafe parser = .allocate(capacity: 1)
        unsafe event = .allocate(capacity: 1)
        unsafe event.initialize(to: yaml_event_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            unsafe event.deallocate()
            return nil
        }
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        if holdsEvent { unsafe yaml_event_delete(event) }
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe event.deallocate()
    }

    /// The next event, valid until the next call; nil on an error, which `failure` describes.
    mutating func next() -> UnsafeMutablePointer<yaml_event_t>? {
        if holdsEvent { unsafe yaml_event_delete(event) }
        holdsEvent = false
        guard unsafe yaml_parser_parse(parser, event) == 1 else { return nil }
        holdsEvent = true
        return unsafe event
    }

    struct Failure {
        var message: String
        /// In code points (see `MarkOffsets`); nil if only `byteOffset` is known.
        var codePointIndex: Int?
        var byteOffset: Int
    }

    var failure: Failure {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "invalid YAML"
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) + ", " } ?? ""
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            let offset = unsafe parser.pointee.problem_offset
            return Failure(message: problem, codePointIndex: nil, byteOffset: Int(clamping: offset))
        }
        let mark = unsafe parser.pointee.problem_mark
        return Failure(message: context + problem, codePointIndex: Int(clamping: mark.index), byteOffset: 0)
    }
}
