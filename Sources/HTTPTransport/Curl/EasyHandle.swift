internal import CCurl
internal import HTTPTypes

/// One of libcurl's easy handles, used for one exchange after the other. Only the loop's thread touches it.
// SAFETY: the three pointers are owned by the object and freed with it; libcurl is done with a handle before it is
// freed, because the event loop takes it out of the multi handle first.
@safe
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var firstFailure = CURLE_OK
    /// What libcurl calls back about.
    private(set) var transfer: Transfer?
    /// What the handle is set up for; nil where the last exchange left other things behind.
    private var setup: Setup?

    /// What exchanges one after the other have in common most often, so that a handle need not be set up anew for each.
    /// One that goes to another server is: whatever libcurl remembers with a handle stays with the server.
    private struct Setup: Equatable {
        let origin: String
        let proxy: ProxySettings.Proxy?
        let trust: TransferTrust
    }

    init() throws(TransferError) {
        guard let pointer = unsafe curl_easy_init() else {
            throw TransferError(.unavailable, "libcurl cannot make a handle: out of memory")
        }
        unsafe self.pointer = pointer
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe errorText.deallocate()
    }

    /// What tells handles apart in results.
    var address: UInt { unsafe UInt(bitPattern: pointer) }

    /// libcurl's words for what went wrong last, if it has any, without characters that could upset a terminal: they
    /// may quote a certificate.
    var errorMessage: String {
        String(
            decoding: unsafe UnsafeBufferPointer(start: errorText, count: Int(CURL_ERROR_SIZE))
                .prefix { $0 != 0 }
                .map { $0 >= 0x20 && $0 < 0x7F ? UInt8($0) : UInt8(ascii: "?") },
            as: UTF8.self)
    }

    /// The handle has been taken out of the multi handle. Connections live there and stay.
    // SAFETY: libcurl still points to the lines of the head, and looks at them no more before it is given others.
    func finish() {
        // What else a method sets (a body with a secret in it) is gone with the next setup.
        let leavesNothing = transfer.map { [.get, .head].contains($0.request.method) && $0.request.body.isEmpty }
        if leavesNothing != true { setup = nil }
        transfer = nil
    }

    /// Sets everything that `transfer` needs; `timeLeft` is what its deadline leaves.
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
            throw transfer.failure(
                .unavailable, "libcurl refuses an option: \(unsafe String(cString: curl_easy_strerror(firstFailure)))")
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
            // Rather wait for a connection that turns out to take many streams than open many. Without TLS there is
            // no handshake to tell, and all would wait for the first reply.
            setLong(CURLOPT_PIPEWAIT, 1)
        } else {
            setLong(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        }
        setLong(CURLOPT_SSL_VERIFYPEER, 1)
        setLong(CURLOPT_SSL_VERIFYHOST, 2)
        setLong(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // Signals belong to the program; name resolution runs in libcurl's threads instead.
        setLong(CURLOPT_NOSIGNAL, 1)
        // A transfer that is given up while its name is being resolved does not wait for the resolver: the loop, and
        // with it every other transfer, would stand still until the name service answers.
        setLong(CURLOPT_QUICK_EXIT, 1)
        setLong(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)
        setLong(CURLOPT_LOW_SPEED_LIMIT, 1)
        setLong(CURLOPT_LOW_SPEED_TIME, max(1, Int(configuration.stallTimeout.components.seconds)))
        setLong(CURLOPT_TCP_KEEPALIVE, 1)
    }

    private func setProxy(_ proxy: ProxySettings.Proxy?) {
        // An empty string is "no proxy" and "no exceptions", NULL would be "what the environment says".
        setString(CURLOPT_NOPROXY, "")
        setString(CURLOPT_PROXY, proxy.map(\.url.origin) ?? "")
        guard let proxy else { return }
        setString(CURLOPT_PROXYUSERNAME, proxy.user)
        setString(CURLOPT_PROXYPASSWORD, proxy.password)
        // What is for the registry is not for the proxy, and what the proxy says to CONNECT is no reply.
        setLong(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        setLong(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func setTrust(_ trust: TransferTrust, _ system: SystemAuthorities) {
        if let file = trust.certificateAuthorityFile {
            setString(CURLOPT_CAINFO, file)
            // Distributions build a directory of certificates in, which would be trusted beside the file.
            setString(CURLOPT_CAPATH, nil)
        } else {
            if let file = system.file { setString(CURLOPT_CAINFO, file) }
            if let folder = system.folder { setString(CURLOPT_CAPATH, folder) }
            if !trust.furtherAuthorities.isEmpty {
                // It stands in for the file.
                setBytes(CURLOPT_CAINFO_BLOB, system.certificates(and: trust.furtherAuthorities))
            }
        }
        guard let client = trust.clientCertificate else { return }
        setString(CURLOPT_SSLCERT, client.certificateFile)
        setString(CURLOPT_SSLKEY, client.keyFile)
        // Without it OpenSSL asks the terminal for the password of a key that has one.
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
                // libcurl copies as many bytes as the size above says, and an empty body needs a pointer too.
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
    /// At least one: to libcurl 0 is "for ever".
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: 1000)
        return overflow
            ? Int(Int32.max) : min(max(1, product + Int(attoseconds / 1_000_000_000_000_000)), Int(Int32.max))
    }
}
