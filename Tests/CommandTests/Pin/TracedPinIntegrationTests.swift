import Foundation
import TestSupport
import Testing

/// Three charts with layered values; see `Fixtures/charts`.
@Suite(.needs(.registries)) struct TracedPinIntegrationTests {
    private struct Charts {
        let directory: TemporaryDirectory
        let registries: String

        init() async throws {
            registries = try DevelopmentRegistry.require().registriesFile
            directory = try TemporaryDirectory()
            let source = PackageRoot.file("Fixtures/charts")
            let copy = try await ToolRunner(executable: "/bin/cp").run(["-r", source + "/.", "."], in: directory.path)
            try #require(copy.status == 0)
        }

        func pin(_ arguments: [String]) async throws -> ToolRunner.Result {
            try await ToolRunner.polyarch().run(
                ["pin", "--no-cache", "--registries", registries] + arguments, in: directory.path)
        }

        static let layers = ["base", "cluster", "environment"].flatMap { ["--trace-values", "values/" + $0] }
    }

    private func digest(_ image: String) throws -> String {
        try SeededImage.digest(image)
    }

    @Test func `each image is pinned in the values layer that decides it`() async throws {
        let charts = try await Charts()
        let result = try await charts.pin(["rendered", "--write"] + Charts.layers)
        #expect(result.status == 0)
        #expect(result.errors.contains("8 pinned in 7 files, 5 left alone"), "\(result.errors)")
        let changes = try await changes(in: charts.directory)
        let expected = [
            // The chart's digest field, filled in.
            "values/base/logs.yaml: +    digest: \(try digest("docker.io/grafana/loki-canary:3.5.7"))",
            "values/base/portal.yaml: +    image: {repository: quay.io/prometheus/prometheus, tag: v3.7.2@\(try digest("quay.io/prometheus/prometheus:v3.7.2"))}",
            "values/base/runner.yaml: +  image: quay.io/brancz/kube-rbac-proxy:v0.20.0@\(try digest("quay.io/brancz/kube-rbac-proxy:v0.20.0")) # kept",
            "values/base/runner.yaml: +    image: quay.io/prometheus/node-exporter:v1.10.2@\(try digest("quay.io/prometheus/node-exporter:v1.10.2"))",
            // The chart has the field and the cluster sets the tag, so the digest goes next to the tag.
            "values/cluster/logs.yaml: +  image: {tag: \"26.4.2\", digest: \"\(try digest("quay.io/keycloak/keycloak:26.4.2"))\"}",
            // The chart has no digest field.
            "values/cluster/portal.yaml: +      tag: '26.4.2@\(try digest("quay.io/keycloak/keycloak:26.4.2"))'",
            "values/environment/logs.yaml: +    digest: \"\(try digest("docker.io/grafana/tempo:2.9.0"))\"",
            "values/environment/runner.yaml: +  ref: \"docker.io/shapes/oci-index:1.0@\(try digest("docker.io/shapes/oci-index:1.0"))\"",
        ]
        #expect(changes == expected.sorted())
    }

    @Test func `an undecidable image is skipped with the reason`() async throws {
        let lines = try await Charts().pin(["rendered"] + Charts.layers).errors.split(separator: "\n")
        for (image, reason) in [
            ("alertmanager:v0.28.1", "values/environment/portal.yaml:4 changes what values/base/portal.yaml:20 says"),
            ("tempo:2.9.0", "values/base/portal.yaml:13 $.parts.traces.image.repository names it without a tag"),
            ("mc:RELEASE.2025-08-13T08-35-41Z", "no value"),
            ("many:1.0", "it may come from several values: values/base/runner.yaml:9"),
            ("operator:0.48.0", "its tag is also in the label `app.kubernetes.io/version`"),
        ] {
            #expect(
                lines.contains { $0.contains("/\(image)") && $0.contains(": " + reason) }, "\(reason) in \(lines)")
        }
    }

    @Test func `a values file gets its chart's digest field`() async throws {
        let charts = try await Charts()
        let chart = "image:\n  repository: docker.io/shapes/many\n  tag: \"0.9\"\n  digest:\n"
        let own = "image:\n  repository: docker.io/shapes/many\n  tag: \"1.0\"\n"
        for (folder, values) in [("with", chart), ("without", "image: {}\n")] {
            try charts.directory.write("name: x\n", to: "\(folder)/Chart.yaml")
            try charts.directory.write(values, to: "\(folder)/values.yaml")
            try charts.directory.write(own, to: "\(folder)/ci/prod-values.yaml")
        }
        #expect(try await charts.pin(["with/ci", "without/ci", "--write"]).status == 0)
        let digest = try digest("docker.io/shapes/many:1.0")
        #expect(try charts.directory.text(of: "with/ci/prod-values.yaml") == own + "  digest: \"\(digest)\"\n")
        #expect(
            try charts.directory.text(of: "without/ci/prod-values.yaml")
                == own.replacing("\"1.0\"", with: "\"1.0@\(digest)\""))
    }

    @Test func `emitted values pin every image when added last`() async throws {
        let charts = try await Charts()
        let layers = ["base", "cluster", "environment"].flatMap { ["--trace-values", "values/\($0)/logs.yaml"] }
        let result = try await charts.pin(["rendered/logs.yaml", "--emit", "values"] + layers)
        #expect(result.status == 0)
        let login = try digest("quay.io/keycloak/keycloak:26.4.2")
        #expect(result.output.contains("login:\n  image:\n    digest: \"\(login)\"\n    tag: \"26.4.2\"\n"))
        #expect(result.errors.contains("3 to pin upstream, 0 left alone"))
        #expect(try await charts.pin(["rendered", "--emit", "values"] + Charts.layers).status == 64)
        // A tag from the template is set together with its digest.
        let portal = ["base", "cluster", "environment"].flatMap { ["--trace-values", "values/\($0)/portal.yaml"] }
        let tempo = try digest("docker.io/grafana/tempo:2.9.0")
        #expect(
            try await charts.pin(["rendered/portal.yaml", "--emit", "values"] + portal).output
                .contains("  traces:\n    image:\n      tag: \"2.9.0@\(tempo)\"\n"))
    }

    @Test func `an emitted kustomization pins containers by name`() async throws {
        let charts = try await Charts()
        let result = try await charts.pin(["rendered", "--emit", "kustomize"])
        let tempo = try digest("docker.io/grafana/tempo:2.9.0")
        #expect(result.output.hasPrefix("images:\n  - name: \""))
        #expect(result.output.contains("  - name: \"grafana/tempo\"\n    newTag: \"2.9.0\"\n    digest: \(tempo)\n"))
        #expect(result.errors.contains("13 to pin upstream, 0 left alone"))
        try charts.directory.write(
            "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: 'grafana/tempo:2.8.0'}]}\n", to: "rendered/x.yaml")
        let two = try await charts.pin(["rendered", "--emit", "kustomize"])
        #expect(!two.output.contains("grafana/tempo\""))
        #expect(two.errors.contains("kustomize selects images by name alone, and `grafana/tempo:2.8.0` is used too"))
    }

    @Test(arguments: [
        ["--emit", "kustomize", "--write"], ["--emit", "values", "--patch", "x"], ["--trace-values", "nowhere"],
        ["--emit", "kustomize", "--trace-values", "values/base"],
    ])
    func `contradictory options are a usage error`(arguments: [String]) async throws {
        let result = try await Charts().pin(["rendered"] + arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
    }

    /// The added lines, each after its file name.
    private func changes(in directory: TemporaryDirectory) async throws -> [String] {
        let source = PackageRoot.file("Fixtures/charts/values")
        let result = try await ToolRunner(executable: "/usr/bin/git").run(
            ["diff", "--no-index", "--no-prefix", "-U0", source, "values"], in: directory.path)
        var changes: [String] = []
        var file = ""
        for line in result.output.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("+++ ") {
                file = String(line.dropFirst(4))
            } else if line.hasPrefix("+") {
                changes.append("\(file): \(line)")
            }
        }
        return changes.sorted()
    }
}
