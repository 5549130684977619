package import SourceText

/// What fleet rules need to know besides the images.
package struct FleetFacts: Sendable {
    package var serviceAccounts: [ServiceAccountFacts]
    package var digestLabels: [DigestLabel]
    package var inheritedDigests: [InheritedDigest]

    package init(
        serviceAccounts: [ServiceAccountFacts] = [], digestLabels: [DigestLabel] = [],
        inheritedDigests: [InheritedDigest] = []
    ) {
        self.serviceAccounts = serviceAccounts
        self.digestLabels = digestLabels
        self.inheritedDigests = inheritedDigests
    }

    package mutating func append(_ other: FleetFacts) {
        serviceAccounts += other.serviceAccounts
        digestLabels += other.digestLabels
        inheritedDigests += other.inheritedDigests
    }
}

/// A service account in the inputs: pods that name it get its pull secrets.
package struct ServiceAccountFacts: Sendable, Hashable {
    package let file: String
    package let namespace: String?
    package let name: String
    package let hasPullSecrets: Bool

    package init(file: String, namespace: String?, name: String, hasPullSecrets: Bool) {
        self.file = file
        self.namespace = namespace
        self.name = name
        self.hasPullSecrets = hasPullSecrets
    }
}

/// A label, or a label selector, whose value contains a digest and is therefore invalid.
package struct DigestLabel: Sendable {
    package let object: ManifestObject
    package let name: String
    package let value: String
    package let position: SourcePosition
    package let path: String

    package init(object: ManifestObject, name: String, value: String, position: SourcePosition, path: String) {
        self.object = object
        self.name = name
        self.value = value
        self.position = position
        self.path = path
    }
}
