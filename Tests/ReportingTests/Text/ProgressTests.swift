import Testing

@testable import Reporting

@Suite struct ProgressTests {
    private let start = ContinuousClock.now

    private func progress(_ registries: [(name: String, asked: Int, answered: Int)]) -> Progress {
        var progress = Progress()
        for registry in registries {
            progress.asking(registry.asked, of: registry.name, now: start)
            for _ in 0..<registry.answered { progress.answered(by: registry.name) }
        }
        return progress
    }

    private func line(_ progress: Progress, width: Int = 100, after seconds: Double = 4) -> String {
        progress.line(width: width, now: start + .seconds(seconds))
    }

    @Test func `the line shows done and total images, the rate, and the slowest registry`() {
        let progress = progress([("docker.io", 300, 300), ("quay.io", 100, 40)])
        #expect(line(progress) == "340 of 400 images, 85 a second, waiting for quay.io (60)")
    }

    @Test func `the line names the registry with the most images to come, and of equal ones the first by name`() {
        let several = progress([("b.example", 9, 2), ("a.example", 8, 1), ("c.example", 1, 0)])
        #expect(line(several).hasSuffix("waiting for a.example (7) and 2 more"))
    }

    @Test func `a slow rate has a decimal, and in the first moment no rate is shown`() {
        let slow = progress([("a.example", 10, 5)])
        #expect(line(slow).contains("5 of 10 images, 1.2 a second, "))
        #expect(line(slow, after: 0.05) == "5 of 10 images, waiting for a.example (5)")
    }

    @Test func `the line fits in any width, and drops the least important part first`() {
        let progress = progress([("registry.example.com", 1000, 340)])
        #expect(line(progress, width: 72).contains("a second"))
        #expect(line(progress, width: 71) == "340 of 1000 images, waiting for registry.example.com (660)")
        #expect(line(progress, width: 58) == "340 of 1000 images")
        for width in 1..<100 { #expect(line(progress, width: width).count < width) }
    }

    @Test func `the line is empty if no answer is pending, and the next round adds to its counts`() {
        var progress = progress([("a.example", 2, 2)])
        #expect(progress.isIdle)
        #expect(line(progress).isEmpty)
        progress.asking(1, of: "a.example", now: start + .seconds(1))
        #expect(line(progress).hasPrefix("2 of 3 images, "))
    }

    @Test func `a control character in a registry's name does not break the line`() {
        #expect(!line(progress([("a\u{1B}[2J\nb", 1, 0)])).unicodeScalars.contains { $0.value < 0x20 })
    }
}
