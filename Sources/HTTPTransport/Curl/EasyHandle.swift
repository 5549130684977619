internal import CCurl
internal import HTTPTypes

/// One of libcurl's easy handles, reused for one exchange after another. It belongs to the event loop's thread.
// SAFETY: the pointers are owned by the object and freed with it. libcurl no longer uses a handle when it is freed, because
// the event loop removes it from the multi handle first.
@safe
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var firstFailure = CURLE_OK
    /// The transfer that callbacks are about.
    private(set) var transfer: Transfer?
    /// The current setup; nil if the last exchange set other options.
    private var setup: Setup?

    /// Options that exchanges with one server share, so that a handle need not be set up again for each. For another server
    /// it is reset, so nothing that libcurl keeps in a handle crosses servers.
    private struct Setup: Equatable {
        let origin: String
        let proxy: ProxySettings.Proxy?
        let trust: TransferTrust
    }

    init() throws(TransferError) {
        guard let pointer = unsafe curl_easy_init() else {
            throw TransferError(.unavailable, "libcurl is out of memory")
        }
        unsafe self.pointer = pointer
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe errorText.deallocate()
    }

    /// Identifies the handle in results.
    var address: UInt { unsafe UInt(bitPattern: pointer) }

    /// libcurl's message about the last error, if any. It may quote a certificate, so only printable ASCII is kept.
    var errorMessage: String {
        String(
            decoding: unsafe UnsafeBufferPointer(start: errorText, count: Int(CURL_ERROR_SIZE))
                .prefix { $0 != 0 }
                .map { $0 >= 0x20 && $0 < 0x7F ? UInt8($0) : UInt8(ascii: "?") },
            as: UTF8.self)
    }

    /// Called when the handle has been removed from the multi handle, which keeps the connections.
    // SAFETY: libcurl still points to the lines of the head, but does not read them before it is given others.
    func finish() {
        // Other methods leave options behind (such as a body with a secret); the next setup removes them.
        let leavesNothing = transfer.map { [.get, .head].contains($0.request.method) && $0.request.body.isEmpty }
        if leavesNothing != true { setup = nil }
        transfer = nil
    }

    /// Sets all options for `transfer`; `timeLeft` is the time until its deadline.
    func prepare(
        _ transfer: Transfer, timeLeft: Duration, configuration: CurlTransport.Configuration
    ) throws(TransferError) {
        let request = transfer.request
        self.transfer = transfer
        firstFailure = CURLE_OK
        let setup = Setup(origin: request.url.origin, proxy: transfer.proxy, trust: request.trust)
        if setup != self.setup {
            unsafe curl_easy_reset(pointer)
            setConnection(isEncrypted: request.url.scheme == "https", configuration)
            setProxy(setup.proxy)
            setTrust(setup.trust, configuration.authorities)
            setCallbacks()
            self.setup = setup
        }
        setString(CURLOPT_URL, request.url.description)
        setMethod(request)
        let hasBody = request.method == .post || !request.body.isEmpty
        keep(unsafe polyarch_easy_set_list(pointer, CURLOPT_HTTPHEADER, request.head.lines(hasBody: hasBody)))
        setLong(CURLOPT_TIMEOUT_MS, timeLeft.wholeMilliseconds)
        unsafe errorText[0] = 0
        guard firstFailure == CURLE_OK else {
            throw TransferError(
                .unavailable, "libcurl rejected an option: \(unsafe String(cString: curl_easy_strerror(firstFailure)))")
        }
    }

    private func setConnection(isEncrypted: Bool, _ configuration: CurlTransport.Configuration) {
        setString(CURLOPT_PROTOCOLS_STR, "http,https")
        setLong(CURLOPT_FOLLOWLOCATION, 0)
        setLong(CURLOPT_PATH_AS_IS, 1)
        setLong(CURLOPT_HTTPAUTH, 0)
        setLong(CURLOPT_HTTP09_ALLOWED, 0)
        setLong(CURLOPT_HTTP_CONTENT_DECODING, 0)
        if isEncrypted {
            setLong(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            // Wait for a connection that may turn out to be HTTP/2 instead of opening many. Without TLS no handshake tells,
            // and all requests would wait for the first reply.
            setLong(CURLOPT_PIPEWAIT, 1)
        } else {
            setLong(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        }
        setLong(CURLOPT_SSL_VERIFYPEER, 1)
        setLong(CURLOPT_SSL_VERIFYHOST, 2)
        setLong(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // No signals: names are resolved in libcurl's threads.
        setLong(CURLOPT_NOSIGNAL, 1)
        // Cancelling a transfer does not wait for the resolver, which would block the loop and all other transfers.
        setLong(CURLOPT_QUICK_EXIT, 1)
        setLong(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)
        setLong(CURLOPT_LOW_SPEED_LIMIT, 1)
        setLong(CURLOPT_LOW_SPEED_TIME, max(1, Int(configuration.stallTimeout.components.seconds)))
        setLong(CURLOPT_TCP_KEEPALIVE, 1)
    }

    private func setProxy(_ proxy: ProxySettings.Proxy?) {
        // An empty string means "no proxy" and "no exceptions"; NULL would mean the environment's.
        setString(CURLOPT_NOPROXY, "")
        setString(CURLOPT_PROXY, proxy.map(\.url.origin) ?? "")
        guard let proxy else { return }
        setString(CURLOPT_PROXYUSERNAME, proxy.user)
        setString(CURLOPT_PROXYPASSWORD, proxy.password)
        // Header fields for the registry are not sent to the proxy, and the reply to CONNECT is not the registry's.
        setLong(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        setLong(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func setTrust(_ trust: TransferTrust, _ system: SystemAuthorities) {
        if let file = trust.certificateAuthorityFile {
            setString(CURLOPT_CAINFO, file)
            // Distributions set a default folder, which would be trusted too.
            setString(CURLOPT_CAPATH, nil)
        } else {
            if let file = system.file { setString(CURLOPT_CAINFO, file) }
            if let folder = system.folder { setString(CURLOPT_CAPATH, folder) }
            if !trust.furtherAuthorities.isEmpty {
                // This replaces the file.
                setBytes(CURLOPT_CAINFO_BLOB, system.certificates(and: trust.furtherAuthorities))
            }
        }
        guard let client = trust.clientCertificate else { return }
        setString(CURLOPT_SSLCERT, client.certificateFile)
        setString(CURLOPT_SSLKEY, client.keyFile)
        // Otherwise OpenSSL asks on the terminal for the password of an encrypted key.
        setString(CURLOPT_KEYPASSWD, "")
    }

    private func setMethod(_ request: TransferRequest) {
        if request.method == .head {
            setLong(CURLOPT_NOBODY, 1)
        } else if request.body.isEmpty, request.method != .post {
            setLong(CURLOPT_HTTPGET, 1)
        } else {
            setLong(CURLOPT_POST, 1)
            keep(unsafe polyarch_easy_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
            let status = unsafe request.body.withUnsafeBytes { bytes in
                // libcurl copies as many bytes as set above. An empty body needs a pointer too.
                unsafe polyarch_easy_set_pointer(
                    pointer, CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(errorText)))
            }
            keep(status)
        }
        if request.method != .get || !request.body.isEmpty, request.method != .head, request.method != .post {
            setString(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private func setCallbacks() {
        // SAFETY: the event loop keeps this object for as long as it is in the multi handle.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe setPointer(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        unsafe setPointer(CURLOPT_WRITEDATA, context)
        unsafe setPointer(CURLOPT_HEADERDATA, context)
        unsafe setPointer(CURLOPT_OPENSOCKETDATA, context)
        unsafe setPointer(CURLOPT_PREREQDATA, context)
        keep(unsafe polyarch_easy_set_write(pointer, CURLOPT_WRITEFUNCTION, TransferCallback.body))
        keep(unsafe polyarch_easy_set_write(pointer, CURLOPT_HEADERFUNCTION, TransferCallback.header))
        keep(unsafe polyarch_easy_set_open_socket(pointer, TransferCallback.openSocket))
        keep(unsafe polyarch_easy_set_before_request(pointer, TransferCallback.beforeRequest))
    }

    private func setLong(_ option: CURLoption, _ value: Int) {
        keep(unsafe polyarch_easy_set_long(pointer, option, value))
    }

    private func setString(_ option: CURLoption, _ value: String?) {
        keep(unsafe polyarch_easy_set_string(pointer, option, value))
    }

    private func setBytes(_ option: CURLoption, _ bytes: [UInt8]) {
        let status = unsafe bytes.withUnsafeBytes { bytes in
            unsafe bytes.baseAddress.map { unsafe polyarch_easy_set_blob(pointer, option, $0, bytes.count) }
        }
        keep(status ?? CURLE_OK)
    }

    private func setPointer(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        keep(unsafe polyarch_easy_set_pointer(pointer, option, value))
    }

    private func keep(_ status: CURLcode) {
        if firstFailure == CURLE_OK { firstFailure = status }
    }
}

extension Duration {
    /// At least one, because 0 means no limit to libcurl.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: 1000)
        return overflow
            ? Int(Int32.max) : min(max(1, product + Int(attoseconds / 1_000_000_000_000_000)), Int(Int32.max))
    }
}
