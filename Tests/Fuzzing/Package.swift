// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because fuzzers have their own main and cannot be linked in a plain build of the tool.
// scripts/fuzz copies it to .build/fuzz, next to links to the sources, and builds it there. It has the name of the tool's
// package, so that it sees declarations with `package` access.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = [], isOpened: Bool = false) -> Target {
    // Opened modules also show the fuzzer their internal declarations.
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: settings + (isOpened ? [.unsafeFlags(["-enable-testing"])] : []))
}

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")

let package = Package(
    name: "polyarch",
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl"),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1"),
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto"),
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
        module("Digesting", ["CLibCrypto", "ImageModel"]),
        module("HTTPTransport", ["CCurl", "FileSystem", "SourceText", httpTypes, deque]),
        module("ContentStore", ["FileSystem", "ImageModel", "Digesting"]),
        module(
            "RegistryAccess",
            [
                "AuditModel", "ImageModel", "SourceText", "DocumentReading", "Digesting", "ContentStore",
                "ChildProcesses", "FileSystem", "HTTPTransport", httpTypes, deque,
            ], isOpened: true),
        .executableTarget(
            name: "RegistryFuzzer", dependencies: ["RegistryAccess", "HTTPTransport", "ImageModel", httpTypes],
            path: "RegistryFuzzer",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]),
        .executableTarget(
            name: "ScanFuzzer", dependencies: ["ManifestScanning", "DocumentReading", "AuditModel", "SourceText"],
            path: "ScanFuzzer", swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]),
    ]
)
