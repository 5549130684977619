internal import HTTPTransport
internal import HTTPTypes

/// One exchange for people who want to see what was asked. Nothing that it says holds a secret or any byte of a body;
/// characters that could upset a terminal are for whoever prints it.
package struct ObservedExchange: Sendable {
    /// Counted from 1, in the order in which requests went out.
    package let number: Int
    /// On whose account it was asked, as references name it.
    let registry: String
    let request: TransferRequest
    let outcome: Result<TransferReply, TransferError>
    /// Tries of the same request, this one included.
    let attempt: Int
    /// Until it had its turn, since the beginning of the run, and from then until it was over.
    let waited: Duration
    let started: Duration
    let lasted: Duration

    /// `GET https://ghcr.io/v2/a/b/manifests/1: 200, 1609 bytes, 23 ms, HTTP/2, reused connection`.
    package var line: String {
        "\(request.method.rawValue) \(url): \(([status] + manner).joined(separator: ", "))"
    }

    /// The same with the fields of both messages and where the time went.
    package var trace: [String] {
        var lines = ["#\(number) \(request.method.rawValue) \(url), for \(registry), at \(started.shown)"]
        if attempt > 1 { lines.append("* try \(attempt)") }
        if waited >= .milliseconds(1) { lines.append("* waited \(waited.shown) for its turn") }
        lines.append("> Host: \(request.url.authority)")
        lines += request.fields.map { "> \($0.name.rawName): \(redaction.value($0))" }
        if !request.body.isEmpty { lines.append("> (a body of \(request.body.count) bytes)") }
        if case .success(let reply) = outcome {
            lines.append("< \(reply.metrics.httpVersion ?? "HTTP") \(reply.status)")
            lines += reply.fields.map { "< \($0.name.rawName): \(redaction.value($0))" }
        }
        lines.append("* \(([status] + manner).joined(separator: ", "))")
        if let place { lines.append("* \(place)") }
        if let phases { lines.append("* \(phases)") }
        return lines
    }

    private var redaction: Redaction { Redaction(sent: request.fields) }

    private var url: String { redaction.url(request.url) }

    private var metrics: TransferMetrics? {
        switch outcome {
        case .success(let reply): reply.metrics
        case .failure(let error): error.metrics
        }
    }

    private var status: String {
        switch outcome {
        case .success(let reply): "\(reply.status)"
        case .failure(let error): redaction.text(error.message)
        }
    }

    private var manner: [String] {
        var parts: [String] = []
        if case .success(let reply) = outcome { parts.append("\(reply.body.count) bytes") }
        parts.append(lasted.shown)
        if let version = metrics?.httpVersion { parts.append(version) }
        if metrics?.localPort != nil {
            parts.append(metrics?.isConnectionReused == true ? "reused connection" : "new connection")
        }
        return parts
    }

    private var place: String? {
        guard let metrics, let address = metrics.remoteAddress, let port = metrics.localPort else { return nil }
        return "connection from port \(port) to \(address), port \(metrics.remotePort ?? 0)"
    }

    private var phases: String? {
        guard let timings = metrics?.timings else { return nil }
        let all = [
            ("name", timings.nameLookup), ("connected", timings.connect), ("TLS", timings.tlsHandshake),
            ("first byte", timings.firstByte), ("end", timings.total),
        ]
        let known = all.compactMap { name, time in time.map { "\(name) \($0.shown)" } }
        return known.isEmpty ? nil : "after the beginning: " + known.joined(separator: ", ")
    }
}

extension Duration {
    /// `0.4 ms`, `23 ms`, `1.25 s`: as exact as is of use.
    var shown: String {
        let microseconds = components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
        switch microseconds {
        case ..<10_000: return "\(microseconds / 1000).\(microseconds / 100 % 10) ms"
        case ..<1_000_000: return "\(microseconds / 1000) ms"
        default:
            let hundredths = microseconds / 10_000 % 100
            return "\(microseconds / 1_000_000).\(hundredths < 10 ? "0" : "")\(hundredths) s"
        }
    }
}
