// swift-tools-version: 6.2
import PackageDescription

// A package of its own, like that of the fuzzer: scripts/bench lays it out under .build/bench, beside links to the
// sources, so that a plain build of the tool does not build it. It is named like the tool, so that it sees what the
// tool's modules see of each other.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "polyarch",
    dependencies: [
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1"),
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
        module("DocumentReading", ["CLibYAML", "FileSystem", "SourceText"]),
        module("AuditModel", ["ImageModel", "SourceText"]),
        module("PolicyModel", ["AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        module(
            "ManifestScanning",
            [
                "ChildProcesses", "FileSystem", "PolicyModel", "AuditModel", "ImageModel", "SourceText",
                "DocumentReading",
            ]),
        module("MirrorChecking", ["PolicyModel", "AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        module("PolicyRules", ["MirrorChecking", "PolicyModel", "AuditModel", "ImageModel", "SourceText"]),
        .executableTarget(
            name: "EvaluateBench",
            dependencies: ["ManifestScanning", "PolicyRules", "PolicyModel", "AuditModel", "ImageModel", "SourceText"],
            path: "EvaluateBench", swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]),
    ]
)
