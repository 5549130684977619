package import ImageModel

/// What a registry lists of the artifacts that refer to an image (OCI distribution-spec, "Listing Referrers").
package enum Referrers: Sendable, Hashable {
    case listed([Descriptor])
    /// The registry does not have this interface; a tag made of the digest may hold the list.
    case unsupported
    case failed(ResolutionFailure)
}
