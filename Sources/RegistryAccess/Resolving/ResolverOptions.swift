internal import HTTPTypes

/// The limits of a resolver.
package struct ResolverOptions: Sendable {
    /// Concurrent exchanges with one host, unless the registries file sets another limit.
    package var concurrency: Int
    /// For one image with all its requests.
    package var imageTimeout: Duration
    /// For the run; nil for no limit.
    package var runTimeout: Duration?
    /// For one exchange, so that a stalled one leaves time for a retry.
    package var exchangeTimeout: Duration
    /// For a token, which several images may wait for.
    package var tokenTimeout: Duration
    package var retry: RetryPolicy
    package var userAgent: String

    package init(
        concurrency: Int = 8, imageTimeout: Duration = .seconds(90), runTimeout: Duration? = nil,
        exchangeTimeout: Duration = .seconds(20), tokenTimeout: Duration = .seconds(30),
        retry: RetryPolicy = RetryPolicy(), userAgent: String = "polyarch"
    ) {
        self.concurrency = max(1, concurrency)
        self.imageTimeout = imageTimeout
        self.runTimeout = runTimeout
        self.exchangeTimeout = exchangeTimeout
        self.tokenTimeout = tokenTimeout
        self.retry = retry
        self.userAgent = userAgent
    }

    func fields(accept types: [String]) -> HTTPFields {
        // A digest is that of the bytes without a content encoding.
        [.accept: types.joined(separator: ", "), .acceptEncoding: "identity", .userAgent: userAgent]
    }
}
