package import ImageModel

/// The platforms of the nodes that a workload restricts itself to, by its node selector and required node affinity on
/// `kubernetes.io/arch` and `kubernetes.io/os`. Alternatives are the terms of the affinity: one match is enough.
package struct SchedulingConstraint: Sendable, Hashable {
    /// The values that one label may have. Nil `allowed` means any value not in `refused`.
    package struct Values: Sendable, Hashable {
        package var allowed: Set<String>?
        package var refused: Set<String>

        package init(allowed: Set<String>? = nil, refused: Set<String> = []) {
            self.allowed = allowed
            self.refused = refused
        }

        package var isUnconstrained: Bool { allowed == nil && refused.isEmpty }

        package func permits(_ value: String) -> Bool {
            (allowed?.contains(value) ?? true) && !refused.contains(value)
        }

        package func intersected(with other: Values) -> Values {
            let allowed = allowed.map { mine in other.allowed.map(mine.intersection) ?? mine } ?? other.allowed
            return Values(allowed: allowed, refused: refused.union(other.refused))
        }
    }

    package struct Alternative: Sendable, Hashable {
        package var architectures: Values
        package var operatingSystems: Values

        package init(architectures: Values = Values(), operatingSystems: Values = Values()) {
            self.architectures = architectures
            self.operatingSystems = operatingSystems
        }

        package var isUnconstrained: Bool { architectures.isUnconstrained && operatingSystems.isUnconstrained }
    }

    package let alternatives: [Alternative]

    package init(alternatives: [Alternative]) {
        self.alternatives = alternatives
    }

    package static let none = SchedulingConstraint(alternatives: [Alternative()])

    package var isUnconstrained: Bool { alternatives.contains(where: \.isUnconstrained) }

    /// The platforms that an image must cover here, given the policy's. Architectures and operating systems that the
    /// workload names replace the policy's; what it leaves open keeps the policy's values.
    package func platforms(from policy: [Platform]) -> [Platform] {
        if isUnconstrained { return policy }
        var result: Set<Platform> = []
        for alternative in alternatives {
            let systems = alternative.operatingSystems.allowed ?? Set(policy.map(\.operatingSystem))
            if let architectures = alternative.architectures.allowed {
                for system in systems where alternative.operatingSystems.permits(system) {
                    for architecture in architectures where alternative.architectures.permits(architecture) {
                        result.insert(Platform(operatingSystem: system, architecture: architecture))
                    }
                }
            } else {
                for platform in policy where alternative.architectures.permits(platform.architecture) {
                    for system in systems where alternative.operatingSystems.permits(system) {
                        result.insert(
                            Platform(
                                operatingSystem: system, architecture: platform.architecture, variant: platform.variant)
                        )
                    }
                }
            }
        }
        return result.sorted()
    }
}
