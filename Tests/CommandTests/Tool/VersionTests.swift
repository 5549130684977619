import Foundation
import TestSupport
import Testing

@Suite struct VersionTests {
    @Test func `the version includes libcurl's`() async throws {
        let result = try await ToolRunner.polyarch(environment: [:]).run(["--version"], in: "/")
        #expect(result.status == 0)
        #expect(result.output.contains(/^\d+\.\d+\.\d+ \(libcurl \d+\.\d+\.\d+, \S+\)\n$/), "\(result.output)")
    }
}
