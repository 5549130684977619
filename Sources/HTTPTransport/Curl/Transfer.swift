internal import HTTPTypes

/// One exchange on its way through libcurl: what it asked for, what has come back so far, and why it was stopped if it
/// was. Only the loop's thread touches it; libcurl's callbacks run there too.
final class Transfer {
    let pending: PendingExchange
    let proxy: ProxySettings.Proxy?
    private(set) var headers: HeaderCollector
    private(set) var body: [UInt8] = []
    /// Set when a callback made libcurl give up; libcurl's own error then says nothing of interest.
    private(set) var violation: TransferError?
    /// Sockets that were opened, and what is wrong with the addresses for which none was.
    private(set) var openedSockets = 0
    private(set) var refusal: TransferError?

    init(pending: PendingExchange, configuration: CurlTransport.Configuration) {
        self.pending = pending
        proxy = configuration.proxies.proxy(for: pending.request.url)
        headers = HeaderCollector(limits: configuration.headerLimits)
    }

    var request: TransferRequest { pending.request }

    func reply(_ metrics: TransferMetrics) -> TransferReply {
        TransferReply(status: headers.status, fields: headers.fields, body: body, metrics: metrics)
    }

    /// Takes one header line; false makes libcurl give up.
    func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
        let wasComplete = headers.isComplete
        do {
            try unsafe headers.append(line)
        } catch {
            violation =
                switch error {
                case .tooLarge: failure(.headersTooLarge, "the reply's header is larger than anything sensible")
                case .malformed(let what): failure(.malformedReply, "the reply is not proper HTTP: \(what)")
                }
            return false
        }
        return wasComplete || !headers.isComplete || acceptsDeclaredLength()
    }

    /// Takes a piece of the body; false makes libcurl give up.
    func receive(body piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= request.bodyLimit - body.count else {
            violation = failure(.bodyTooLarge, "the reply's body exceeds the limit of \(request.bodyLimit) bytes")
            return false
        }
        unsafe body.append(contentsOf: piece)
        return true
    }

    /// Whether a socket may be opened to `address`, which is nil when it is of no known family.
    func mayConnect(to address: @autoclosure () -> IPAddress?) -> Bool {
        guard let complaint = complaint(about: address) else {
            openedSockets += 1
            return true
        }
        refusal = complaint
        return false
    }

    /// Whether the request may go out on a connection to `address`. libcurl reuses connections by host and port,
    /// whoever opened them; this is where a request is kept off one that it could not have opened itself.
    func maySend(to address: @autoclosure () -> IPAddress?) -> Bool {
        guard let complaint = complaint(about: address) else { return true }
        violation = complaint
        return false
    }

    /// What can be said against asking a proxy for this host; its address is the proxy's to find.
    var complaintAboutName: TransferError? {
        guard proxy != nil, !request.trust.allowsPrivateAddresses else { return nil }
        let host = request.url.host
        if let range = IPAddress(host)?.privateRange {
            return failure(
                .addressRefused, "its address is \(range), and only public addresses are allowed for this host")
        }
        guard host == "localhost" || host.hasSuffix(".localhost") else { return nil }
        return failure(.addressRefused, "its name stands for the machine itself")
    }

    func failure(_ kind: TransferError.Kind, _ message: String) -> TransferError {
        TransferError(kind, "\(request.url.authority): \(message)")
    }

    private func complaint(about address: () -> IPAddress?) -> TransferError? {
        // The address is the proxy's.
        guard !request.trust.allowsPrivateAddresses, proxy == nil else { return nil }
        guard let address = address() else { return failure(.addressRefused, "its address is of an unknown kind") }
        guard let range = address.privateRange else { return nil }
        return failure(
            .addressRefused, "its address \(address) is \(range), and only public addresses are allowed for this host")
    }

    private func acceptsDeclaredLength() -> Bool {
        guard request.method != .head, headers.status != 204, headers.status != 304,
            let length = headers.declaredLength
        else { return true }
        guard length <= request.bodyLimit else {
            violation = failure(
                .bodyTooLarge, "the reply declares \(length) bytes, and the limit is \(request.bodyLimit)")
            return false
        }
        body.reserveCapacity(min(length, 1 << 20))
        return true
    }
}
