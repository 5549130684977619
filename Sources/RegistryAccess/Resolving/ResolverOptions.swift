internal import HTTPTypes

/// How patient and how busy a resolver is.
package struct ResolverOptions: Sendable {
    /// Exchanges under way at one time with one host, where the registries file says nothing else.
    package var concurrency: Int
    /// From an image's first request to its verdict.
    package var imageTimeout: Duration
    /// From the first request of the run to the last; nil for no limit.
    package var runTimeout: Duration?
    /// For one exchange, so that one that stalls leaves time for another try.
    package var exchangeTimeout: Duration
    /// For a token, which several images may be waiting for.
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
        // Encoded bytes are not the bytes that a digest is about.
        [.accept: types.joined(separator: ", "), .acceptEncoding: "identity", .userAgent: userAgent]
    }
}
