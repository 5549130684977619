import HTTPTransport
import HTTPTypes
import ImageModel

@testable import RegistryAccess

/// An input of `scripts/fuzz registry`: the first byte selects a parser, the rest is its input. Parsers must not crash,
/// and what they accept must satisfy an invariant.
struct FuzzedInput {
    let bytes: [UInt8]

    private var text: String { String(decoding: bytes.dropFirst(), as: UTF8.self) }

    /// The violated invariants, in words.
    var broken: [String] {
        guard let first = bytes.first else { return [] }
        switch first % 6 {
        case 0: return challenges
        case 1: return reference
        case 2: return manifest
        case 3: return configuration
        case 4: return token
        default: return nextPage
        }
    }

    /// A challenge that is formatted in its simplest form is parsed as itself.
    private var challenges: [String] {
        AuthenticationChallenge.parse([text]).compactMap { challenge in
            let parameters = challenge.parameters.sorted { $0.key < $1.key }.map { name, value in
                // By bytes, as `replacing` sees a backslash and a combining character as one.
                let quoted = value.utf8.flatMap { #"\""#.utf8.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
                return "\(name)=\"\(String(decoding: quoted, as: UTF8.self))\""
            }
            let content = challenge.token68 ?? parameters.joined(separator: ", ")
            let plain = "\(challenge.scheme) \(content)"
            // Quoting may exceed the length limit of a field.
            guard plain.utf8.count < 8 << 10 else { return nil }
            return AuthenticationChallenge.parse([plain]) == [challenge] ? nil : "\(challenge) is read as another"
        }
    }

    /// The canonical spelling is the same image and safe in a URL.
    private var reference: [String] {
        guard let reference = try? ImageReference(text) else { return [] }
        var broken: [String] = []
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:@[]".utf8)
        if !text.utf8.allSatisfy(plain.contains) { broken.append("a byte that no reference has") }
        let again = try? ImageReference(reference.description)
        if again?.description != reference.description || again?.name != reference.name {
            broken.append("\(reference) is read as another")
        }
        if reference.repository.utf8.count > 255 || "/\(reference.repository)/".contains("/../") {
            broken.append("\(reference.repository) leads elsewhere")
        }
        return broken
    }

    /// A manifest's descriptors can be requested, and are limited in number.
    private var manifest: [String] {
        for type in [nil, MediaType.ociIndex, MediaType.dockerManifest] {
            guard let document = try? ManifestDecoder.decode(Array(bytes.dropFirst()), contentType: type) else {
                continue
            }
            let descriptors: [Descriptor] =
                switch document {
                case .index(let index): index.descriptors
                case .manifest(let manifest): [manifest.configuration] + manifest.layers
                }
            if descriptors.count > ManifestDecoder.descriptorLimit + 1 { return ["too many descriptors"] }
            for descriptor in descriptors {
                let isPlain = (try? ImageDigest(descriptor.digest.description)) == descriptor.digest
                if !isPlain || descriptor.size < 0 { return ["\(descriptor) cannot be asked for"] }
            }
        }
        return []
    }

    private var configuration: [String] {
        guard let platform = try? ManifestDecoder.platform(ofConfiguration: Array(bytes.dropFirst())) else { return [] }
        return platform.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? [] : ["\(platform) cannot be shown"]
    }

    /// The next page of a list is on the same origin.
    private var nextPage: [String] {
        guard let name = HTTPField.Name("Link"), let url = try? HTTPURL("https://r.example/v2/a/b/referrers/x") else {
            return ["no page to start from"]
        }
        let reply = FinalReply(
            method: .get, url: url, reply: TransferReply(status: 200, fields: [name: text]), attempts: 1,
            authorization: nil, isRedirected: false)
        guard let next = try? NextPage.url(reply) else { return [] }
        return next.origin == url.origin ? [] : ["\(next) is elsewhere"]
    }

    /// A token is safe in a header field, and a warning on a terminal.
    private var token: [String] {
        var broken: [String] = []
        if let reply = TokenReply(Array(bytes.dropFirst())) {
            if !reply.token.exposed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { broken.append("no field's value") }
            if !(.seconds(60)...Duration.seconds(3600)).contains(reply.life) {
                broken.append("a life of \(reply.life)")
            }
        }
        if RegistryWarning.text(text)?.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
            == true
        {
            broken.append("a warning with control characters")
        }
        return broken
    }
}
