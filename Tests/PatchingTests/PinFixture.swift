import AuditModel
import Foundation
import ImageModel
import ManifestScanning
import SourceText
import TestSupport

@testable import Patching

/// Pins every image that the scanner finds in a text.
struct PinFixture {
    static let hex = String(repeating: "ab", count: 32)
    static let digest = "sha256:" + hex

    let file: SourceFile
    let occurrences: [Occurrence]
    let plan: PinPlan

    init(_ text: String, path: String = "a.yaml", replacing: (ImageReference) throws -> ImageReference? = pinned) throws
    {
        try self.init(bytes: Array(text.utf8), path: path, replacing: replacing)
    }

    init(bytes: [UInt8], path: String = "a.yaml", replacing: (ImageReference) throws -> ImageReference? = pinned) throws
    {
        let file = SourceFile(path: path, bytes: bytes)
        occurrences = ManifestScanner().scan(file).occurrences
        let pins = try occurrences.compactMap { occurrence -> Pin? in
            let replacement = try replacing((try? occurrence.reference.get()) ?? ImageReference("invalid"))
            return replacement.map { Pin(occurrence, replacement: $0) }
        }
        plan = PinPlan(pins) { _ in file }
        self.file = file
    }

    static func pinned(_ reference: ImageReference) throws -> ImageReference? {
        reference.with(tag: reference.effectiveTag, digest: try ImageDigest(digest))
    }

    var patched: String { plan.files.first.map { String(decoding: $0.patched, as: UTF8.self) } ?? "" }
    var reasons: [String] { plan.skipped.map(\.reason) }

    /// What PyYAML reads: of each file, its documents.
    static func pyYAML(_ paths: [String]) async throws -> [Any] {
        let script = """
            import json, sys, yaml
            json.dump([list(yaml.safe_load_all(open(path, "rb"))) for path in sys.argv[1:]], sys.stdout, default=str)
            """
        let result = try await ToolRunner(executable: "/usr/bin/python3").run(["-c", script] + paths)
        guard result.status == 0 else { throw ToolRunner.Failure(description: "PyYAML: " + result.errors) }
        return try JSONSerialization.jsonObject(with: Data(result.standardOutput)) as? [Any] ?? []
    }

    /// Every string of a document with its path.
    static func strings(_ value: Any, at path: String = "$") -> [String: String] {
        switch value {
        case let text as String: [path: text]
        case let members as [String: Any]:
            members.reduce(into: [path: "{\(members.count)}"]) { result, member in
                result.merge(strings(member.value, at: "\(path).\(member.key)")) { $1 }
            }
        case let elements as [Any]:
            elements.enumerated().reduce(into: [path: "[\(elements.count)]"]) { result, element in
                result.merge(strings(element.element, at: "\(path)[\(element.offset)]")) { $1 }
            }
        default: [path: "\(value)"]
        }
    }
}
