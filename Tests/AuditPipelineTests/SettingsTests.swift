import AuditPipeline
import Foundation
import TestSupport
import Testing

@Suite struct ByteCountTests {
    @Test(
        arguments: [
            ("512", 512), ("0", 0), ("64K", 64 << 10), ("64k", 64 << 10), ("16M", 16 << 20), ("2G", 2 << 30), ("0G", 0),
            ("", nil), ("K", nil), ("1T", nil), ("1.5M", nil), ("-1K", nil), ("+1", nil), ("1 K", nil), ("K1", nil),
            ("8589934592G", nil), ("9223372036854775807", .max), ("1K\u{301}", nil),
        ] as [(String, Int?)])
    func `a size is a number with K, M or G`(text: String, bytes: Int?) {
        #expect(ByteCount(text)?.bytes == bytes)
    }

    @Test func `a number without a suffix counts the unit of its option`() {
        #expect(ByteCount("10", unit: 1 << 20)?.bytes == 10 << 20)
        #expect(ByteCount("10K", unit: 1 << 20)?.bytes == 10 << 10)
        #expect(ByteCount("9223372036854775807", unit: 1 << 20) == nil)
    }

    @Test(arguments: ["0", "512", "64K", "16M", "2G", "1025K"])
    func `a size reads as it was written`(text: String) {
        #expect(ByteCount(text)?.description == text)
    }
}

@Suite struct ImageHintTests {
    @Test(arguments: [
        (["docker://nginx"], "'docker://nginx' is not an image reference; did you mean 'nginx'?"),
        (["oci://quay.io/a/b:1"], "did you mean 'quay.io/a/b:1'?"),
        (["HTTPS://quay.io/a/b/"], "did you mean 'quay.io/a/b'?"),
        (["https://hub.docker.com/r/grafana/loki"], "did you mean 'grafana/loki'?"),
        (["https://hub.docker.com/_/nginx"], "did you mean 'nginx'?"),
        (["https://quay.io/repository/a/b"], "did you mean 'quay.io/a/b'?"),
        (["nginx", "redis/"], "'redis/' is not an image reference; did you mean 'redis'?"),
        (["docker", "pull", "nginx:1"], "did you mean 'polyarch check nginx:1'?"),
        (["docker run nginx"], "did you mean 'polyarch check nginx'?"),
        (["crane", "digest", "a/b"], "did you mean 'polyarch check a/b'?"),
    ])
    func `an image in another tool's spelling is suggested as an image name`(arguments: [String], message: String) {
        #expect(ImageHint(arguments: arguments)?.message.hasSuffix(message) == true)
    }

    @Test(arguments: [
        ["nginx"], ["docker"], ["docker:24", "run"], ["a/B"], ["docker://"], ["@list"], [], ["{{ image }}"],
        ["https://"],
    ])
    func `a valid reference, or text without a likely meaning, gets no hint`(arguments: [String]) {
        #expect(ImageHint(arguments: arguments) == nil)
    }
}

@Suite struct ProcessEnvironmentTests {
    @Test func `the environment has every variable that is set and not empty`() {
        let expected = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
        #expect(ProcessEnvironment.variables == expected)
        #expect(ProcessEnvironment.processorCount >= 1)
    }
}

@Suite struct UsageErrorTests {
    @Test func `a usage error has the place, then 'error', then what is wrong`() {
        #expect(UsageError("wrong").description == "error: wrong")
        #expect(UsageError("wrong", at: "a.yaml:1:2").description == "a.yaml:1:2: error: wrong")
    }
}
