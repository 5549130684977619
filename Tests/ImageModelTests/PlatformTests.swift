import Testing

@testable import ImageModel

@Suite struct PlatformTests {
    @Test(arguments: [
        ("linux/arm64", "linux/arm64"), ("linux/arm64/v8", "linux/arm64"), ("linux/arm64/8", "linux/arm64"),
        ("linux/arm64/v8.0", "linux/arm64"), ("linux/aarch64", "linux/arm64"), ("linux/aarch64/v8", "linux/arm64"),
        ("linux/arm64/9", "linux/arm64/v9"), ("linux/arm64/9.0", "linux/arm64/v9"),
        ("linux/arm64/v9.0", "linux/arm64/v9"), ("linux/arm64/v9", "linux/arm64/v9"),
        ("linux/arm", "linux/arm/v7"), ("linux/arm/7", "linux/arm/v7"), ("linux/arm/v7", "linux/arm/v7"),
        ("linux/arm/5", "linux/arm/v5"), ("linux/arm/6", "linux/arm/v6"), ("linux/arm/8", "linux/arm/v8"),
        ("linux/armhf", "linux/arm/v7"), ("linux/armel", "linux/arm/v6"), ("linux/amd64/v1", "linux/amd64"),
        ("linux/amd64/v3", "linux/amd64/v3"), ("linux/x86_64", "linux/amd64"), ("linux/x86-64", "linux/amd64"),
        ("linux/i386", "linux/386"), ("macos/arm64", "darwin/arm64"), ("Linux/ARM64/V8", "linux/arm64"),
        ("linux/s390x", "linux/s390x"), ("linux/ppc64le", "linux/ppc64le"), ("linux/riscv64", "linux/riscv64"),
        ("windows/amd64", "windows/amd64"),
    ])
    func `spellings that containerd treats as equal are equal`(text: String, expected: String) throws {
        let platform = try #require(Platform(text))
        #expect(platform.description == expected)
        #expect(Platform(platform.description) == platform)
    }

    @Test(arguments: [
        "", "linux", "/linux/arm", "linux/arm/", "linux /arm", "linux/&arm", "linux/arm/foo/bar",
        "linux/amd64/v7/s9", "linux//arm", "/", "//", "linux/ärm", "linux/arm\n",
    ])
    func `a text that is not a platform is refused`(text: String) {
        #expect(Platform(text) == nil)
    }

    @Test(arguments: [
        ("linux/arm/v7", "linux/arm64"), ("linux/386", "linux/amd64"), ("linux/amd64/v3", "linux/amd64"),
        ("linux/arm/v6", "linux/arm/v7"), ("linux/arm64", "linux/amd64"), ("windows/amd64", "linux/amd64"),
        ("linux/arm64/v9", "linux/arm64"), ("linux/amd64", "linux/amd64/v3"),
    ])
    func `coverage is exact, whatever else a host could run`(given: String, required: String) throws {
        #expect(try !#require(Platform(given)).satisfies(#require(Platform(required))))
    }

    @Test func `a required Windows build is met by that build alone, and no requirement by any build`() {
        let build = Platform(operatingSystem: "windows", architecture: "amd64", operatingSystemVersion: "10.0.17763.1")
        let other = Platform(operatingSystem: "windows", architecture: "amd64", operatingSystemVersion: "10.0.20348.1")
        let any = Platform(operatingSystem: "windows", architecture: "amd64")
        #expect(build.satisfies(any))
        #expect(build.satisfies(build))
        #expect(!build.satisfies(other))
        #expect(!any.satisfies(build))
    }

    @Test func `an empty or unknown part makes a platform unknown`() {
        for (system, architecture) in [
            ("", ""), ("unknown", "unknown"), ("linux", ""), ("", "amd64"), ("linux", "unknown"),
        ] {
            #expect(Platform(operatingSystem: system, architecture: architecture).isUnknown)
        }
        #expect(!Platform.linuxARM64.isUnknown)
    }

    @Test func `distinct platforms are sorted and have no duplicates`() throws {
        let platforms = try ["linux/amd64", "linux/arm/v7", "linux/arm64", "windows/amd64"].map {
            try #require(Platform($0))
        }
        #expect(platforms.distinct == platforms)
        #expect((platforms.reversed() + platforms).distinct == platforms)
        // Two platforms with the same description.
        let twins = [
            Platform(operatingSystem: "linux", architecture: "riscv/a"),
            Platform(operatingSystem: "linux", architecture: "riscv", variant: "a"),
        ]
        #expect(twins.distinct.count == 2)
        #expect([Platform]().distinct.isEmpty)
    }
}
