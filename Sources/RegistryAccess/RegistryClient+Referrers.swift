internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

extension RegistryClient {
    /// The artifacts that refer to `digest`, as far as the registry's first page tells; nil where it does not have the
    /// interface.
    func referrers(of digest: ImageDigest) async throws(ResolutionFailure) -> [Descriptor]? {
        let reply = try await request(.get, "referrers/\(digest)", accept: [MediaType.ociIndex])
        switch reply.status {
        case 200: break
        // The spec has those without it answer 404; some take the path for a malformed one.
        case 400, 404, 405, 501: return nil
        default: throw await refusal(reply, of: "list of referrers of \(digest)")
        }
        do throws(ResolutionFailure) {
            let type = reply.reply.fields[.contentType]
            guard case .index(let index) = try ManifestDecoder.decode(reply.reply.body, contentType: type) else {
                throw ResolutionFailure(.protocolViolation, "the list of referrers is no index")
            }
            return index.descriptors
        } catch {
            throw ResolutionFailure(error.kind, "\(place): referrers of \(digest): \(error.message)")
        }
    }
}
