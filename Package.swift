// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors in scripts/check, not in a user's build, which a newer compiler must not break.
let warnings: [SwiftSetting] =
    Context.environment["POLYARCH_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)]

let strict: [SwiftSetting] =
    warnings + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
        .strictMemorySafety(),
    ]

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: strict)
}

/// `recorded`: outputs that tests compare with stand beside them in `Recorded`; `data`: so do other files.
func tests(
    _ name: String, recorded: Bool = false, data: [String] = [], _ dependencies: [Target.Dependency]
) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies + ["TestSupport"],
        exclude: data + (recorded ? ["Recorded"] : []), swiftSettings: strict)
}

// The edges below are the architecture: a module may import only what stands here. scripts/check-imports compares
// them with the imports in the sources.
let package = Package(
    name: "polyarch",
    products: [.executable(name: "polyarch", targets: ["polyarch"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        // Without its trait SubprocessFoundation, which links Foundation into the tool.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(
            name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CGlibc"),

        module(
            "ChildProcesses",
            [
                "CGlibc", .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        module("FileSystem"),
        module("ImageModel", ["SourceText"]),
        module("SourceText"),
        module("Digesting", ["CLibCrypto", "ImageModel"]),
        module("HTTPTransport", ["CCurl", "FileSystem", "SourceText", httpTypes, deque]),
        module("ContentStore", ["FileSystem", "ImageModel", "Digesting"]),
        module("DocumentReading", ["CLibYAML", "FileSystem", "SourceText"]),
        module("AuditModel", ["ImageModel", "SourceText"]),
        module("PolicyModel", ["AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        module(
            "ManifestScanning",
            [
                "ChildProcesses", "FileSystem", "PolicyModel", "AuditModel", "ImageModel", "SourceText",
                "DocumentReading",
            ]),
        module(
            "RegistryAccess",
            [
                "AuditModel", "ImageModel", "SourceText", "DocumentReading", "Digesting", "ContentStore",
                "ChildProcesses", "FileSystem", "HTTPTransport", httpTypes, deque,
            ]),
        module("PolicyRules", ["MirrorChecking", "PolicyModel", "AuditModel", "ImageModel", "SourceText"]),
        module("MirrorChecking", ["PolicyModel", "AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        module("Patching", ["CGlibc", "FileSystem", "AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        module("Reporting", ["AuditModel", "ImageModel", "SourceText"]),
        module(
            "AuditPipeline",
            [
                "RegistryAccess", "PolicyRules", "MirrorChecking", "Reporting", "PolicyModel", "AuditModel",
                "ImageModel", "SourceText", "DocumentReading", "HTTPTransport", "ContentStore", "FileSystem",
            ]),
        .executableTarget(
            name: "polyarch",
            dependencies: [
                "AuditPipeline", "Reporting", "PolicyRules", "PolicyModel", "AuditModel", "ImageModel", "SourceText",
                "Patching", "ManifestScanning", "MirrorChecking", "DocumentReading", "RegistryAccess", "HTTPTransport",
                "CGlibc", "FileSystem",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["README.md"], swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["AuditModel", "ImageModel", "ChildProcesses"],
            path: "Tests/TestSupport", exclude: ["README.md"],
            swiftSettings: strict),
        tests("ChildProcesses", ["ChildProcesses"]),
        tests("FileSystem", ["FileSystem"]),
        tests("ImageModel", ["ImageModel", "SourceText"]),
        tests("SourceText", ["SourceText"]),
        tests("Digesting", ["Digesting", "ImageModel"]),
        tests("HTTPTransport", ["HTTPTransport", httpTypes]),
        tests("ContentStore", ["ContentStore", "ImageModel", "Digesting"]),
        tests("DocumentReading", ["DocumentReading", "SourceText"]),
        tests("AuditModel", ["AuditModel", "ImageModel", "SourceText"]),
        tests("PolicyModel", ["PolicyModel", "AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        tests(
            "ManifestScanning",
            ["ManifestScanning", "PolicyModel", "AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        tests(
            "RegistryAccess", data: ["PROTOCOL.tsv"],
            [
                "RegistryAccess", "AuditModel", "ImageModel", "SourceText", "DocumentReading", "Digesting",
                "ContentStore", "HTTPTransport", httpTypes,
            ]),
        tests(
            "PolicyRules",
            [
                "PolicyRules", "PolicyModel", "AuditModel", "ImageModel", "SourceText", "MirrorChecking",
                "ManifestScanning", "DocumentReading",
            ]),
        tests(
            "MirrorChecking",
            ["MirrorChecking", "PolicyModel", "AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        tests(
            "Patching", ["Patching", "AuditModel", "ImageModel", "SourceText", "DocumentReading", "ManifestScanning"]),
        tests("Reporting", recorded: true, ["Reporting", "AuditModel", "ImageModel", "SourceText"]),
        tests(
            "AuditPipeline", ["AuditPipeline", "PolicyModel", "PolicyRules", "AuditModel", "ImageModel", "SourceText"]),
        tests("Command", ["DocumentReading", "SourceText"]),
    ]
)
