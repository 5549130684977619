internal import CLibYAML

/// One `yaml_parser_t` over a buffer that outlives it.
///
/// SAFETY: the parser and the current event are allocated here, initialised before use and freed in `deinit`; the
/// input buffer is kept alive by the caller of `init` for the life of the parser (`YAMLRecorder` holds both inside one
/// `withUnsafeBufferPointer`). Nothing that points into them leaves `YAMLRecorder`.
@safe struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let text: UnsafeMutablePointer<UInt8>?
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
        unsafe text = Self.passReader(of: parser, input)
    }

    deinit {
        if holdsEvent { unsafe yaml_event_delete(event) }
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe event.deallocate()
        unsafe text?.deallocate()
    }

    /// Puts the text where libyaml's scanner reads it. libyaml's reader would do that character by character, which takes
    /// a fifth of the time of parsing; it is only needed where it may find something to complain about.
    ///
    /// SAFETY: this writes what `yaml_parser_update_buffer` writes when it has seen the end of the input: the whole text
    /// and a zero, how many characters that is, and that nothing follows. The scanner looks no further ahead than the
    /// eight digits of an escape, and never past a zero. It does not write to the text, and frees its own buffer, whose
    /// beginning is left as it is. The members are the same in all of libyaml 0.2.
    private static func passReader(
        of parser: UnsafeMutablePointer<yaml_parser_t>, _ input: UnsafeBufferPointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        guard isKnownVersion, let known = unsafe YAMLText(input) else { return nil }
        let slack = 16
        let text = UnsafeMutablePointer<UInt8>.allocate(capacity: input.count + slack)
        if let start = input.baseAddress { unsafe text.initialize(from: start, count: input.count) }
        unsafe (text + input.count).initialize(repeating: 0, count: slack)
        unsafe parser.pointee.buffer.pointer = unsafe text
        unsafe parser.pointee.buffer.last = unsafe text + input.count + 1
        unsafe parser.pointee.unread = known.characterCount + 1
        unsafe parser.pointee.eof = 1
        return unsafe text
    }

    private static let isKnownVersion: Bool = {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        unsafe yaml_get_version(&major, &minor, &patch)
        return major == 0 && minor == 2
    }()

    /// The next event, valid until the next call; nil when the input is not YAML (`failure` says why).
    mutating func next() -> UnsafeMutablePointer<yaml_event_t>? {
        if holdsEvent { unsafe yaml_event_delete(event) }
        holdsEvent = false
        guard unsafe yaml_parser_parse(parser, event) == 1 else { return nil }
        holdsEvent = true
        return unsafe event
    }

    struct Failure {
        var message: String
        /// In code points (see `ScalarCursor`), or nil where only `byteOffset` is known.
        var scalarIndex: Int?
        var byteOffset: Int
    }

    var failure: Failure {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "it could not be parsed"
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) + ", " } ?? ""
        if unsafe parser.pointee.error == YAML_READER_ERROR {
            let offset = unsafe parser.pointee.problem_offset
            return Failure(message: problem, scalarIndex: nil, byteOffset: Int(clamping: offset))
        }
        let mark = unsafe parser.pointee.problem_mark
        return Failure(message: context + problem, scalarIndex: Int(clamping: mark.index), byteOffset: 0)
    }
}
