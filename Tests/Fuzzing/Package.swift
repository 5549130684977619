// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because a fuzzer brings its own main, which a plain build of the tool could not link.
// scripts/fuzz lays it out under .build/fuzz, beside links to the sources, and builds it there. It is named like the
// tool, so that it sees what the tool's modules see of each other.
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
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1"),
        module("ImageModel"),
        module("SourceText"),
        module("DocumentReading", ["CLibYAML", "SourceText"]),
        module("AuditModel", ["ImageModel", "SourceText"]),
        module("PolicyModel", ["AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        module("ManifestScanning", ["PolicyModel", "AuditModel", "ImageModel", "SourceText", "DocumentReading"]),
        .executableTarget(
            name: "ScanFuzzer", dependencies: ["ManifestScanning", "DocumentReading", "AuditModel", "SourceText"],
            path: "ScanFuzzer", swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]),
    ]
)
