package import ImageModel

/// A tag that is looked after although no manifest names it, such as the channel that pull requests are built on.
package struct WatchedImage: Sendable, Hashable {
    /// With a tag, without a digest.
    package let reference: ImageReference
    package var origin: PolicyOrigin?

    package init(_ reference: ImageReference, origin: PolicyOrigin? = nil) {
        self.reference = reference
        self.origin = origin
    }
}
