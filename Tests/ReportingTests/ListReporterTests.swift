import AuditModel
import SourceText
import TestSupport
import Testing

@testable import Reporting

@Suite struct ListReporterTests {
    private static func occurrence(
        _ text: String, file: String = "a b.yaml", kind: String? = "Pod", namespace: String? = nil,
        name: String? = "web"
    ) throws -> Occurrence {
        let object = ManifestObject(
            file: file, document: 1, apiVersion: "v1", kind: kind, namespace: namespace, name: name)
        let part = Occurrence.Part(
            role: .reference, range: ByteRange(0, 5), position: SourcePosition(line: 3, column: 9),
            path: "$.spec.containers[0].image", style: .plain, text: text)
        return try #require(Occurrence(object: object, parts: [part], text: text, matcher: "container"))
    }

    @Test func `each occurrence is a line, or an object with every key`() throws {
        let inventory = Inventory(
            occurrences: [
                try Self.occurrence("nginx:1", namespace: "shop"),
                try Self.occurrence("\u{1B}[31mred\n", file: "::x::y"),
                try Self.occurrence("", kind: nil, name: nil),
            ],
            unreadable: [
                UnreadableSource(
                    kind: .syntaxError, file: "b.yaml", document: 2, position: SourcePosition(line: 7, column: 2),
                    message: "did not find expected key")
            ], fileCount: 2)
        Recorded.expect(ListReporter().text(inventory), is: "list.txt")
        Recorded.expect(ListReporter().json(inventory), is: "list.json")
        #expect(ListReporter().text(Inventory()).isEmpty)
    }
}
