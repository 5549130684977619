import AuditModel
import ManifestScanning
import SourceText
import Testing

@Suite struct DigestLabelTests {
    @Test(arguments: [
        "{apiVersion: v1, kind: Pod, metadata: {labels: {version: '1@\(digest)'}}}",
        "{apiVersion: v1, kind: Pod, metadata: {labels: {version: 'sha512-5.'}}}",
    ])
    func `labels that a digest makes invalid are found in objects without images`(text: String) {
        #expect(ManifestScanner().scan(SourceFile(path: "a.yaml", text: text)).facts.digestLabels.count == 1)
    }
}
