import AuditModel
import ManifestScanning
import SourceText

/// Every occurrence as `line:column reference source confidence kind/name path`, then the unreadable documents.
func scan(_ yaml: String) -> [String] {
    let result = ManifestScanner().scan(SourceFile(path: "test.yaml", text: yaml))
    return result.occurrences.map { occurrence in
        let object = "\(occurrence.object.kind ?? "-")/\(occurrence.object.name ?? "-")"
        return
            "\(occurrence.position) \(occurrence.text) \(occurrence.matcher) \(occurrence.confidence) \(object) \(occurrence.path)"
    } + result.unreadable.map { "\($0.position?.description ?? "-") \($0.kind.rawValue)" }
}

/// The images of a file as `line:column reference source confidence`.
func images(_ text: String, file: String = "test.yaml") -> [String] {
    ManifestScanner().scan(SourceFile(path: file, text: text)).occurrences.map {
        "\($0.position) \($0.text) \($0.matcher) \($0.confidence)"
    }
}

/// The images of an object of an unknown kind whose `spec` is `fields`, in flow style.
func images(inSpec fields: String, apiVersion: String = "example.com/v1", kind: String = "Widget") -> [String] {
    let text = "{apiVersion: \(apiVersion), kind: \(kind), spec: {\(fields)}}"
    return ManifestScanner().scan(SourceFile(path: "test.yaml", text: text)).occurrences.map {
        "\($0.text) \($0.matcher) \($0.confidence)"
    }
}

let digest = "sha256:" + String(repeating: "5c", count: 32)
