internal import AuditModel
internal import Digesting
internal import HTTPTransport
internal import HTTPTypes
internal import ImageModel

/// Holds a reply against what it should be. The bytes decide; a header never stands in for them.
struct ContentCheck: Sendable {
    let reply: FinalReply
    /// As a descriptor states it.
    let size: Int?
    /// The valid values of `Docker-Content-Digest`, each once; others say nothing.
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

    /// The digest of the body: the one that was asked for, else the one that the registry names, else SHA-256.
    func digest(asked: ImageDigest?) throws(ResolutionFailure) -> ImageDigest {
        let body = reply.reply.body
        if let encoding = reply.reply.fields[.contentEncoding], encoding.lowercased() != "identity" {
            throw violation("the answer is encoded although that was not accepted")
        }
        if body.isEmpty { throw violation("the answer is empty") }
        if let size, size != body.count {
            throw violation("the answer has \(body.count) bytes, its descriptor says \(size)")
        }
        if let asked {
            let found = try computed(body, asked.algorithm)
            guard found == asked else { throw violation("the bytes have another digest: \(found)") }
            return asked
        }
        let claims = claimed
        guard claims.count <= 1 else { throw violation("the answer carries two different Docker-Content-Digest") }
        let found = try computed(body, claims.first?.algorithm ?? .sha256)
        guard let claim = claims.first, claim != found else { return found }
        throw violation("the bytes have the digest \(found), the registry says \(claim)")
    }

    /// For a reply without a body.
    func checkHeader(against asked: ImageDigest) throws(ResolutionFailure) {
        if let other = claimed.first(where: { $0.algorithm == asked.algorithm && $0 != asked }) {
            throw violation("asked for \(asked), the registry answers with \(other): \(reply.description)")
        }
    }

    /// What the registry says that the content is, without a look at it; nil where it does not say it clearly.
    var claim: ImageDigest? { claimed.count == 1 ? claimed.first : nil }

    /// Whether the header names `digest`, and nothing else.
    func names(_ digest: ImageDigest) -> Bool { claimed == [digest] }

    /// What the header says beside bytes that are right all the same; nil where it says nothing wrong.
    func harmlessLie(about digest: ImageDigest) -> String? {
        guard let other = claimed.first(where: { $0.algorithm == digest.algorithm && $0 != digest }) else { return nil }
        return "the registry says \(other) beside the bytes of \(digest)"
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
