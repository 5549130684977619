internal import HTTPTransport
internal import HTTPTypes

/// The reply that ended a request, and how it came about.
struct FinalReply: Sendable {
    let method: HTTPRequest.Method
    /// What was asked last; another than at first after redirects.
    let url: HTTPURL
    let reply: TransferReply
    let attempts: Int
    /// What was shown with the last exchange.
    let authorization: Authorization.Kind?
    /// The last exchange was with another origin than the first.
    let isRedirected: Bool

    var status: Int { reply.status }

    var isRateLimited: Bool {
        status == 429 || ([403, 503].contains(status) && ErrorBody(reply).codes.contains("TOOMANYREQUESTS"))
    }

    /// `GET https://ghcr.io/v2/a/b/manifests/1 answered 404 (MANIFEST_UNKNOWN: manifest unknown)`.
    var description: String {
        let tried = attempts > 1 ? ", tried \(attempts) times" : ""
        let words = ErrorBody(reply).summary.map { " (\($0))" } ?? ""
        return "\(method.rawValue) \(url.shown) answered \(status)\(tried)\(words)"
    }
}
