internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// What all requests of a run to one endpoint share, and what the run has learned about it.
final class EndpointSession: Sendable {
    let endpoint: RegistryEndpoint
    let redirectPolicy: RedirectPolicy
    let runner: RequestRunner
    let authenticator: Authenticator
    let contents: RunContentCache
    let cache: ContentCache
    let options: ResolverOptions
    /// The last one that it asked for. Later requests send the authorization at once and avoid the 401.
    let scheme = Locked<AuthenticationScheme?>(nil)
    private let heads: [RequestHead]
    /// The path before the name of a repository.
    private let pathPrefix: String

    init(
        endpoint: RegistryEndpoint, endpoints: RegistryEndpoints, runner: RequestRunner, authenticator: Authenticator,
        contents: RunContentCache, cache: ContentCache, options: ResolverOptions
    ) {
        self.endpoint = endpoint
        self.runner = runner
        self.authenticator = authenticator
        self.contents = contents
        self.cache = cache
        self.options = options
        redirectPolicy = RedirectPolicy(start: endpoint.url, trust: endpoint.trust, endpoints: endpoints)
        pathPrefix = endpoint.pathPrefix
        heads = Accepted.allCases.map { RequestHead($0.fields(options)) }
    }

    /// Whether it is known how the registry authenticates.
    var hasScheme: Bool { scheme.withLock { $0 != nil } }

    func requestHead(accepting accepted: Accepted) -> RequestHead { heads[accepted.rawValue] }

    /// The URL of something in a repository, such as `manifests/latest`.
    func url(of item: String, in repository: String) throws(HTTPURLError) -> HTTPURL {
        var path = pathPrefix
        path.reserveCapacity(pathPrefix.utf8.count + repository.utf8.count + 1 + item.utf8.count)
        path += repository
        path += "/"
        path += item
        return try HTTPURL(endpoint.url, path: path)
    }
}

/// The media types that a request accepts.
enum Accepted: Int, Sendable, CaseIterable {
    case manifests
    /// The same, one type per field.
    case manifestsLineByLine
    case index
    case anything

    fileprivate func fields(_ options: ResolverOptions) -> HTTPFields {
        switch self {
        case .manifests: return options.fields(accept: MediaType.manifests)
        case .manifestsLineByLine:
            var fields = options.fields(accept: [])
            fields[values: .accept] = MediaType.manifests
            return fields
        case .index: return options.fields(accept: [MediaType.ociIndex])
        case .anything: return options.fields(accept: ["*/*"])
        }
    }
}

/// How a registry authenticates its clients.
enum AuthenticationScheme: Sendable, Hashable {
    case basic
    case bearer(realm: HTTPURL, service: String?)
}
