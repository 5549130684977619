internal import HTTPTypes

/// How patient and how busy a resolver is.
package struct ResolverOptions: Sendable {
    /// Images under way at one time at one registry; each asks one thing at a time.
    package var imagesPerRegistry: Int
    /// From an image's first request to its verdict.
    package var imageTimeout: Duration
    /// For one exchange, so that one that stalls leaves time for another try.
    package var exchangeTimeout: Duration
    /// For a token, which several images may be waiting for.
    package var tokenTimeout: Duration
    package var retry: RetryPolicy
    package var userAgent: String

    package init(
        imagesPerRegistry: Int = 8, imageTimeout: Duration = .seconds(90), exchangeTimeout: Duration = .seconds(20),
        tokenTimeout: Duration = .seconds(30), retry: RetryPolicy = RetryPolicy(), userAgent: String = "polyarch"
    ) {
        self.imagesPerRegistry = max(1, imagesPerRegistry)
        self.imageTimeout = imageTimeout
        self.exchangeTimeout = exchangeTimeout
        self.tokenTimeout = tokenTimeout
        self.retry = retry
        self.userAgent = userAgent
    }

    func fields(accept types: [String]) -> HTTPFields {
        // Encoded bytes are not the bytes that a digest is about.
        [.accept: types.joined(separator: ", "), .acceptEncoding: "identity", .userAgent: userAgent]
    }
}
