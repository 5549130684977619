internal import AuditModel
internal import Digesting
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// Checks a reply against what was requested. The bytes decide, never a header alone.
struct ContentCheck: Sendable {
    let reply: FinalReply
    /// As stated by a descriptor.
    let size: Int?
    /// The valid values of `Docker-Content-Digest`, each once.
    private let claimed: [ImageDigest]

    init(reply: FinalReply, size: Int?) {
        self.reply = reply
        self.size = size
        var claimed: [ImageDigest] = []
        for value in reply.reply.fields[values: .dockerContentDigest] {
            if let digest = try? ImageDigest(value), !claimed.contains(digest) { claimed.append(digest) }
        }
        self.claimed = claimed
    }

    /// The digest of the body, by the algorithm that was requested, or else the registry's, or else SHA-256.
    func digest(asked: ImageDigest?) throws(ResolutionFailure) -> ImageDigest {
        let body = reply.reply.body
        if let encoding = reply.reply.fields[.contentEncoding], encoding.lowercased() != "identity" {
            throw violation("the reply is encoded although no encoding was accepted")
        }
        if body.isEmpty { throw violation("the reply is empty") }
        if let size, size != body.count {
            throw violation("the reply has \(body.count) bytes, its descriptor says \(size)")
        }
        if let asked {
            let found = try computed(body, asked.algorithm)
            guard found == asked else { throw violation("the bytes have another digest: \(found)") }
            return asked
        }
        guard claimed.count <= 1 else { throw violation("the reply has two different values of Docker-Content-Digest") }
        let found = try computed(body, claimed.first?.algorithm ?? .sha256)
        guard let claim = claimed.first, claim != found else { return found }
        throw violation("the bytes have the digest \(found), the registry says \(claim)")
    }

    /// For a reply to HEAD.
    func checkHeader(against asked: ImageDigest) throws(ResolutionFailure) {
        if let other = claimed.first(where: { $0.algorithm == asked.algorithm && $0 != asked }) {
            throw violation("\(asked) was requested, but the registry names \(other): \(reply.description)")
        }
    }

    /// The digest that the registry names; nil if it names none, or several.
    var claim: ImageDigest? { claimed.count == 1 ? claimed.first : nil }

    /// Whether the header names `digest` and no other.
    func names(_ digest: ImageDigest) -> Bool { claimed == [digest] }

    /// A wrong digest in the header of correct bytes; nil if there is none.
    func headerMismatch(with digest: ImageDigest) -> String? {
        guard let other = claimed.first(where: { $0.algorithm == digest.algorithm && $0 != digest }) else { return nil }
        return "the registry names \(other) for the bytes of \(digest)"
    }

    private func computed(_ body: [UInt8], _ algorithm: DigestAlgorithm) throws(ResolutionFailure) -> ImageDigest {
        do {
            return try ImageDigest.computed(over: body, algorithm: algorithm)
        } catch {
            throw ResolutionFailure(.unsupported, "the digest cannot be computed: \(error.description)")
        }
    }

    private func violation(_ message: String) -> ResolutionFailure {
        ResolutionFailure(.protocolViolation, message)
    }
}
