import AuditModel
import ImageModel
import ManifestScanning
import SourceText
import Testing

@Suite struct SchedulingConstraintTests {
    private static let affinity =
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "

    @Test(arguments: [
        ("", "linux/amd64 linux/arm64"),
        ("nodeSelector: {disk: ssd}", "linux/amd64 linux/arm64"),
        ("nodeSelector: {kubernetes.io/os: linux}", "linux/amd64 linux/arm64"),
        ("nodeSelector: {kubernetes.io/arch: amd64}", "linux/amd64"),
        ("nodeSelector: {beta.kubernetes.io/arch: arm64, kubernetes.io/os: linux}", "linux/arm64"),
        ("nodeSelector: {kubernetes.io/arch: s390x}", "linux/s390x"),
        ("nodeSelector: {kubernetes.io/os: windows}", "windows/amd64 windows/arm64"),
        (
            affinity + "[{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}]}}}",
            "linux/amd64"
        ),
        (
            affinity + "[{matchExpressions: [{key: kubernetes.io/arch, operator: NotIn, values: [arm64]}]}]}}}",
            "linux/amd64"
        ),
        (
            affinity
                + "[{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}, {matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [arm64]}]}]}}}",
            "linux/amd64 linux/arm64"
        ),
        (
            affinity
                + "[{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64, arm64]}]}]}}}, nodeSelector: {kubernetes.io/arch: arm64}",
            "linux/arm64"
        ),
        (affinity + "[{matchExpressions: [{key: disk, operator: Exists}]}]}}}", "linux/amd64 linux/arm64"),
    ])
    func `a workload needs the platforms of the nodes that it selects`(fields: String, expected: String) throws {
        let spec = fields.isEmpty ? "" : fields + ", "
        let yaml = "{kind: Pod, apiVersion: v1, spec: {\(spec)containers: [{image: a:1}]}}"
        let result = ManifestScanner().scan(SourceFile(path: "t", text: yaml))
        let occurrence = try #require(result.occurrences.first)
        let platforms = occurrence.scheduling.platforms(from: [.linuxAMD64, .linuxARM64])
        #expect(platforms.map(\.description).joined(separator: " ") == expected)
    }
}
