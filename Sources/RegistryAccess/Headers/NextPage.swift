internal import AuditModel
internal import HTTPTransport
internal import HTTPTypes
internal import SourceText

/// Where a list goes on: `Link: </v2/a/referrers/sha256:…?last=b>; rel="next"` (RFC 8288; distribution-spec, "Listing
/// Referrers"). A list that is cut without a word would be taken for the whole, so what cannot be read is an error.
enum NextPage {
    private struct Malformed: Error {}

    private struct Link {
        let target: String
        let relations: Set<Substring>
    }

    /// nil where the page is the last one. The next one is where this one is, and nowhere else.
    static func url(_ reply: FinalReply) throws(ResolutionFailure) -> HTTPURL? {
        guard let name = HTTPField.Name("Link") else { return nil }
        let links: [Link]
        do throws(Malformed) {
            var found: [Link] = []
            for field in reply.reply.fields[values: name] { found += try Self.links(field) }
            links = found
        } catch {
            throw ResolutionFailure(.protocolViolation, "\(reply.url.shown) names a next page that cannot be read")
        }
        guard let next = links.first(where: { $0.relations.contains("next") }) else { return nil }
        let target: HTTPURL
        do {
            target = try HTTPURL(next.target, relativeTo: reply.url)
        } catch {
            throw ResolutionFailure(
                .refused, "\(reply.url.shown) names a next page that is not asked: \(error.message)")
        }
        guard target.origin == reply.url.origin else {
            throw ResolutionFailure(.refused, "\(reply.url.shown) names a next page elsewhere: \(target.shown)")
        }
        return target
    }

    private static func links(_ field: String) throws(Malformed) -> [Link] {
        var rest = field[...].utf8
        var links: [Link] = []
        while true {
            skip(&rest) { $0 == UInt8(ascii: ",") || isSpace($0) }
            if rest.isEmpty { return links }
            guard rest.popFirst() == UInt8(ascii: "<") else { throw Malformed() }
            let target = take(&rest) { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
            guard rest.popFirst() == UInt8(ascii: ">"), !target.isEmpty else { throw Malformed() }
            var relations: [Substring]?
            while true {
                skip(&rest, isSpace)
                guard let byte = rest.first, byte != UInt8(ascii: ",") else { break }
                guard rest.popFirst() == UInt8(ascii: ";") else { throw Malformed() }
                guard let (name, value) = try parameter(&rest) else { continue }
                // Of several the first counts (RFC 8288, section 3.3).
                if name == "rel", relations == nil { relations = value.lowercased().split(separator: " ") }
            }
            links.append(Link(target: target, relations: Set(relations ?? [])))
        }
    }

    /// nil for a semicolon behind which nothing stands.
    private static func parameter(
        _ rest: inout Substring.UTF8View.SubSequence
    ) throws(Malformed) -> (name: String, value: String)? {
        skip(&rest, isSpace)
        let name = take(&rest) { $0.isAlphanumeric || "!#$&+-.^_`|~*".utf8.contains($0) }.lowercased()
        if name.isEmpty {
            guard rest.first == nil || rest.first == UInt8(ascii: ",") || rest.first == UInt8(ascii: ";") else {
                throw Malformed()
            }
            return nil
        }
        skip(&rest, isSpace)
        guard rest.first == UInt8(ascii: "=") else { return (name, "") }
        rest.removeFirst()
        skip(&rest, isSpace)
        guard rest.first == UInt8(ascii: "\"") else {
            return (name, take(&rest) { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") && !isSpace($0) })
        }
        rest.removeFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return (name, String(decoding: value, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { throw Malformed() }
                value.append(escaped)
            default: value.append(byte)
            }
        }
        throw Malformed()
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func skip(_ rest: inout Substring.UTF8View.SubSequence, _ matches: (UInt8) -> Bool) {
        while let byte = rest.first, matches(byte) { rest.removeFirst() }
    }

    private static func take(_ rest: inout Substring.UTF8View.SubSequence, _ matches: (UInt8) -> Bool) -> String {
        let start = rest
        skip(&rest, matches)
        return String(decoding: start[..<rest.startIndex], as: UTF8.self)
    }
}
