import Testing

@testable import Reporting

@Suite struct CSVTests {
    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("=1+2", "'=1+2"), ("+1", "'+1"), ("-1", "'-1"),
        ("@x", "'@x"), ("=a,b", "\"'=a,b\""), ("a=b", "a=b"), ("=\u{338}1", "'=\u{338}1"),
        ("a,\u{301}", "\"a,\u{301}\""), ("", ""),
    ])
    func `a field is one value and never a formula`(text: String, field: String) {
        #expect(CSV.line([text, "x"]) == field + ",x\r\n")
    }
}
