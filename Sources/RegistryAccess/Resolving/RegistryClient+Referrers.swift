internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

extension RegistryClient {
    /// Pages of one list. An image that thousands of artifacts refer to is nothing to wait for.
    private static let pageLimit = 32

    /// The artifacts that refer to `digest`, over all pages; nil where the registry does not have the interface.
    func referrers(of digest: ImageDigest) async throws(ResolutionFailure) -> [Descriptor]? {
        let described = "list of referrers of \(digest)"
        var reply = try await request(.get, "referrers/\(digest)", accept: .index)
        // The spec has those without it answer 404; some take the path for a malformed one.
        if [400, 404, 405, 501].contains(reply.status) { return nil }
        var descriptors: [Descriptor] = []
        var visited: Set<HTTPURL> = []
        while true {
            guard reply.status == 200 else { throw await refusal(reply, of: described) }
            let next: HTTPURL?
            do throws(ResolutionFailure) {
                descriptors += try Self.index(reply).descriptors
                next = try NextPage.url(reply)
            } catch {
                throw ResolutionFailure(error.kind, "\(place): referrers of \(digest): \(error.message)")
            }
            guard let next else { return descriptors }
            guard visited.insert(next).inserted, visited.count < Self.pageLimit else {
                throw ResolutionFailure(.refused, "\(place): the \(described) does not end")
            }
            reply = try await request(.get, url: next, accept: .index)
        }
    }

    private static func index(_ reply: FinalReply) throws(ResolutionFailure) -> ImageIndex {
        let type = reply.reply.fields[.contentType]
        guard case .index(let index) = try ManifestDecoder.decode(reply.reply.body, contentType: type) else {
            throw ResolutionFailure(.protocolViolation, "the list of referrers is no index")
        }
        return index
    }
}
