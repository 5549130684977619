import AuditModel
import ManifestScanning
import SourceText
import Testing

@Suite struct ChartParametersTests {
    @Test(arguments: [
        ("image.repository=a/b image.tag=v1", ["a/b:v1 image-map likely"]),
        ("image.tag=v1 main.image.repository=a/b main.image.tag=v2", ["a/b:v2 image-map likely"]),
        ("x.image.registry=quay.io x.image.repository=a/b x.image.tag=v1", ["quay.io/a/b:v1 image-map likely"]),
        ("image.repository=a/b image.tag= image.digest=\(digest)", ["a/b@\(digest) image-map likely"]),
        ("sidecarImage.repository=quay.io/a/b replicas=3", ["quay.io/a/b image-map possible"]),
        ("image.repository=a/b image.tag=$TAG", ["a/b:$TAG image-map likely"]),
        ("image=a/b:1", ["a/b:1 variable likely"]),
        ("image.tag=v1", []), ("git.repository=a/b git.tag=v1", []), ("image.repository=", []),
    ])
    func `a chart's parameters make one image`(parameters: String, expected: [String]) {
        let elements = parameters.split(separator: " ").map { parameter in
            let parts = parameter.split(separator: "=", omittingEmptySubsequences: false)
            return "{name: \(parts[0]), value: '\(parts[1])'}"
        }
        let list = elements.joined(separator: ", ")
        #expect(
            images(inSpec: "helm: {parameters: [\(list)]}", apiVersion: "argoproj.io/v1alpha1", kind: "Application")
                == expected)
    }

    @Test func `the repository's position is shown, and each part has its own`() throws {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            spec:
              helm:
                parameters:
                - name: image.tag
                  value: "1.2"
                - name: image.repository
                  value: a/b
            """
        let found = ManifestScanner().scan(SourceFile(path: "t", text: text)).occurrences
        let image = try #require(found.first)
        #expect(found.count == 1)
        #expect(image.path == "$.spec.helm.parameters[1].value")
        #expect(image.parts.map { "\($0.role) \($0.position) \($0.text)" } == ["repository 9:14 a/b", "tag 7:14 1.2"])
    }
}
