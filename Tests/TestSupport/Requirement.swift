import Foundation
package import Testing

/// A server or program that an integration test needs: `@Suite(.needs(.registries, .skopeo))`.
///
/// Suites that need one have names that end in `IntegrationTests`; `scripts/test --unit` leaves them out.
package enum Requirement: Sendable {
    /// The registries of `scripts/registry`, running and seeded.
    case registries
    /// nginx and the openssl command, for TLS servers.
    case nginx
    case skopeo

    /// What is missing and how to get it; nil if nothing is.
    fileprivate var missing: String? {
        switch self {
        case .registries:
            DevelopmentRegistry.find() == nil ? DevelopmentRegistry.NotRunning().description : nil
        case .nginx:
            Self.isInstalled("/usr/sbin/nginx", "/usr/bin/openssl")
                ? nil : "nginx or openssl is not installed; run scripts/setup tests"
        case .skopeo:
            Self.isInstalled("/usr/bin/skopeo") ? nil : "skopeo is not installed; run scripts/setup registries"
        }
    }

    private static func isInstalled(_ programs: String...) -> Bool {
        programs.allSatisfy(FileManager.default.isExecutableFile(atPath:))
    }
}

/// Recorded as the failure of every test that cannot run in CI.
private struct MissingRequirement: Error, CustomStringConvertible {
    let description: String
}

extension Trait where Self == ConditionTrait {
    /// Without the requirements, tests fail in CI (`CI=true`) and are skipped with a reason elsewhere.
    package static func needs(_ requirements: Requirement...) -> Self {
        let names = requirements.map { "\($0)" }.joined(separator: " and ")
        return .enabled("needs \(names), see Tests/TestSupport/Requirement.swift") {
            let missing = requirements.compactMap(\.missing)
            guard !missing.isEmpty, ProcessInfo.processInfo.environment["CI"] == "true" else { return missing.isEmpty }
            throw MissingRequirement(description: missing.joined(separator: "; "))
        }
    }
}
