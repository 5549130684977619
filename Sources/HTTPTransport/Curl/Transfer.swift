internal import CCurl
internal import HTTPTypes

/// One exchange in libcurl: its request, what has been received so far, and why it was aborted if it was. It belongs to
/// the event loop's thread, where libcurl's callbacks run too.
final class Transfer {
    let pending: PendingExchange
    let proxy: ProxySettings.Proxy?
    private(set) var headers: HeaderCollector
    private(set) var body: [UInt8] = []
    /// Why a callback aborted the transfer; libcurl's own error is then meaningless.
    private(set) var violation: TransferError?
    /// The number of sockets opened, and why the last address was refused.
    private(set) var openedSockets = 0
    private(set) var lastRefusal: TransferError?

    init(pending: PendingExchange, configuration: CurlTransport.Configuration) {
        self.pending = pending
        proxy = configuration.proxies.proxy(for: pending.request.url)
        headers = HeaderCollector(limits: configuration.headerLimits)
    }

    var request: TransferRequest { pending.request }

    func reply(_ metrics: TransferMetrics) -> TransferReply {
        TransferReply(status: headers.status, fields: headers.fields, body: body, metrics: metrics)
    }

    /// Receives one header line; false aborts the transfer.
    func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
        let wasComplete = headers.isComplete
        do {
            try unsafe headers.append(line)
        } catch {
            violation =
                switch error {
                case .tooLarge: TransferError(.headersTooLarge, "the reply's header is too large")
                case .malformed(let what): TransferError(.malformedReply, "the reply is not valid HTTP: \(what)")
                }
            return false
        }
        return wasComplete || !headers.isComplete || acceptsDeclaredLength()
    }

    /// Receives a piece of the body; false aborts the transfer.
    func receive(body piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= request.bodyLimit - body.count else {
            violation = TransferError(.bodyTooLarge, "the reply's body exceeds the limit of \(request.bodyLimit) bytes")
            return false
        }
        unsafe body.append(contentsOf: piece)
        return true
    }

    /// Whether a socket may be opened to `address`, which is nil for an unknown address family.
    func mayConnect(to address: @autoclosure () -> IPAddress?) -> Bool {
        guard let refusal = refusal(of: address) else {
            openedSockets += 1
            return true
        }
        lastRefusal = refusal
        return false
    }

    /// Whether the request may be sent on a connection to `address`. libcurl reuses connections by host and port; a request
    /// must not use one that it could not have opened itself.
    func maySend(to address: @autoclosure () -> IPAddress?) -> Bool {
        guard let refusal = refusal(of: address) else { return true }
        violation = refusal
        return false
    }

    /// Why this host must not be requested through a proxy, judged by its name alone: the proxy resolves it.
    var hostRefusal: TransferError? {
        guard proxy != nil, !request.trust.allowsPrivateAddresses else { return nil }
        let host = request.url.host
        if let range = IPAddress(host)?.privateRange {
            return TransferError(
                .addressRefused, "the host's address is \(range), and only public addresses are allowed for this host")
        }
        guard host == "localhost" || host.hasSuffix(".localhost") else { return nil }
        return TransferError(.addressRefused, "the host's name is that of this machine")
    }

    private func refusal(of address: () -> IPAddress?) -> TransferError? {
        // Through a proxy, the address is the proxy's.
        guard !request.trust.allowsPrivateAddresses, proxy == nil else { return nil }
        guard let address = address() else {
            return TransferError(.addressRefused, "the host's address is neither IPv4 nor IPv6")
        }
        guard let range = address.privateRange else { return nil }
        return TransferError(
            .addressRefused,
            "the host's address \(address) is \(range), and only public addresses are allowed for this host")
    }

    private func acceptsDeclaredLength() -> Bool {
        guard request.method != .head, headers.status != 204, headers.status != 304,
            let length = headers.declaredLength
        else { return true }
        guard length <= request.bodyLimit else {
            violation = TransferError(
                .bodyTooLarge, "the reply declares \(length) bytes; the limit is \(request.bodyLimit)")
            return false
        }
        body.reserveCapacity(min(length, 1 << 20))
        return true
    }
}

extension Transfer {
    /// What libcurl's result `code` means; nil if there is a reply.
    func failure(code: CURLcode, text: String) -> TransferError? {
        if let violation { return violation }
        if code == CURLE_OK {
            return headers.isComplete ? nil : TransferError(.truncated, "the connection ended within the header")
        }
        if code == CURLE_COULDNT_CONNECT, openedSockets == 0, let lastRefusal { return lastRefusal }
        let (kind, what) = meaning(of: code)
        let own = unsafe text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        return TransferError(kind, what.map { "\($0): \(own)" } ?? own)
    }

    /// The text is nil if libcurl's own says enough.
    private func meaning(of code: CURLcode) -> (TransferError.Kind, String?) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: (.nameResolution, nil)
        case CURLE_COULDNT_CONNECT: (.connection, nil)
        case CURLE_OPERATION_TIMEDOUT: (.timedOut, nil)
        case CURLE_SSL_CONNECT_ERROR: (.tls, "TLS could not be set up")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            (.tls, "the server's certificate is not trusted")
        case CURLE_SSL_CACERT_BADFILE: (.tls, "the file of trusted certificates is invalid")
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_INITFAILED,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_CLIENTCERT, CURLE_SSL_SHUTDOWN_FAILED, CURLE_USE_SSL_FAILED:
            (.tls, "TLS failed")
        case CURLE_PARTIAL_FILE: (.truncated, "the reply is shorter than it declares")
        case CURLE_GOT_NOTHING: (.connection, "the connection was closed without a reply")
        case CURLE_SEND_ERROR: (.connection, "the request could not be sent")
        case CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_HTTP3:
            headers.status == 0
                ? (.connection, "the connection broke before a reply")
                : (.truncated, "the connection broke in the reply")
        // libcurl reports a header line of more than 100 KiB as out of memory.
        case CURLE_OUT_OF_MEMORY where headers.status != 0 && !headers.isComplete:
            (.headersTooLarge, "a header line is too large for libcurl")
        // libcurl reports an invalid trailer field like this.
        case CURLE_BAD_FUNCTION_ARGUMENT where headers.status != 0: (.malformedReply, "the reply is not valid HTTP")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_CHUNK_FAILED,
            CURLE_BAD_DOWNLOAD_RESUME, CURLE_RANGE_ERROR:
            (.malformedReply, "the reply is not valid HTTP")
        case CURLE_URL_MALFORMAT: (.invalidRequest, "the URL cannot be used")
        case CURLE_FILESIZE_EXCEEDED: (.bodyTooLarge, "the reply is too large")
        default: (.unavailable, "libcurl failed")
        }
    }
}
