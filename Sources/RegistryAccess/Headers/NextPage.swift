internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes

/// The next page of a list: `Link: </v2/a/referrers/sha256:…?last=b>; rel="next"` (RFC 8288; distribution-spec,
/// "Listing Referrers"). An unreadable link is an error, for a list that was cut short would be taken for the whole.
enum NextPage {
    private struct Link {
        let target: String
        let isNext: Bool
    }

    /// Nil for the last page. The next page must have the same origin as this one.
    static func url(_ reply: FinalReply) throws(ResolutionFailure) -> HTTPURL? {
        var found: [Link] = []
        for field in reply.fields[values: .link] {
            guard let links = links(field) else {
                throw ResolutionFailure(.protocolViolation, "\(reply.url.shown) has an unreadable link to a next page")
            }
            found += links
        }
        guard let next = found.first(where: \.isNext) else { return nil }
        let target: HTTPURL
        do {
            target = try HTTPURL(next.target, relativeTo: reply.url)
        } catch {
            throw ResolutionFailure(
                .refused, "\(reply.url.shown) links to a next page that is not a valid URL: \(error.message)")
        }
        guard target.origin == reply.url.origin else {
            throw ResolutionFailure(
                .refused, "\(reply.url.shown) links to a next page on another host: \(target.shown)")
        }
        return target
    }

    /// Nil if the field is malformed.
    private static func links(_ field: String) -> [Link]? {
        var scanner = FieldScanner(field)
        var links: [Link] = []
        while true {
            scanner.skipToElement()
            if scanner.isAtEnd { return links }
            guard scanner.skip("<") else { return nil }
            let target = scanner.take { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
            guard scanner.skip(">"), !target.isEmpty, let parameters = scanner.parameters() else { return nil }
            // The first of several counts (RFC 8288, section 3.3).
            let relations = parameters.first { $0.name == "rel" }?.value.lowercased().split(separator: " ") ?? []
            links.append(Link(target: target, isNext: relations.contains("next")))
        }
    }
}
