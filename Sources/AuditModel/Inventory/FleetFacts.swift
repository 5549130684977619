/// What rules about several places need to know beside the images.
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
