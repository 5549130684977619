import HTTPTransport
import Testing

@Suite struct HTTPDateTests {
    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", Int64(0)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777),
        ("Sun, 06 Foo 1994 08:49:37 GMT", nil),
        ("soon", nil),
    ])
    func `an HTTP date is parsed to seconds`(text: String, expected: Int64?) {
        #expect(HTTPDate.seconds(text) == expected)
    }
}
