internal import HTTPTransport
internal import HTTPTypes

/// One exchange as shown by `--verbose` and `--trace-http`. It contains no secret and no byte of a body. Text of the server is
/// not escaped for terminals here.
package struct ObservedExchange: Sendable {
    /// From 1, in the order in which the requests were sent.
    package let number: Int
    /// The registry that the exchange is counted for, as references name it.
    let registry: String
    let request: TransferRequest
    let outcome: Result<TransferReply, TransferError>
    /// From 1: of the same request.
    let attempt: Int
    /// In the queue of the host.
    let waited: Duration
    /// Since the start of the run.
    let started: Duration
    let duration: Duration

    /// `GET https://ghcr.io/v2/a/b/manifests/1: 200, 1609 bytes, 23 ms, HTTP/2, reused connection`.
    package var line: String {
        "\(request.method.rawValue) \(url): \(summary)"
    }

    /// The same in several lines, with the fields of both messages and the timings.
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
        lines.append("* \(summary)")
        if let connection { lines.append("* \(connection)") }
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

    private var summary: String {
        var parts: [String]
        switch outcome {
        case .success(let reply): parts = ["\(reply.status)", "\(reply.body.count) bytes"]
        case .failure(let error): parts = [redaction.text(error.message)]
        }
        parts.append(duration.shown)
        if let version = metrics?.httpVersion { parts.append(version) }
        if metrics?.localPort != nil {
            parts.append(metrics?.isConnectionReused == true ? "reused connection" : "new connection")
        }
        return parts.joined(separator: ", ")
    }

    private var connection: String? {
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
        return known.isEmpty ? nil : "since the start: " + known.joined(separator: ", ")
    }
}

extension Duration {
    /// `0.4 ms`, `23 ms`, `1.25 s`.
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
