internal import CCurl

extension Transfer {
    /// What it means that libcurl ended this transfer with `code`; nil when it means a reply.
    func failure(code: CURLcode, text: String) -> TransferError? {
        if let violation { return violation }
        if code == CURLE_OK {
            return headers.isComplete ? nil : failure(.truncated, "the connection ended before the end of the header")
        }
        if code == CURLE_COULDNT_CONNECT, openedSockets == 0, let refusal { return refusal }
        let (kind, what) = meaning(of: code)
        let own = unsafe text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        return failure(kind, "\(what): \(own)")
    }

    private func meaning(of code: CURLcode) -> (TransferError.Kind, String) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            (.nameResolution, "the host name could not be resolved")
        case CURLE_COULDNT_CONNECT: (.connection, "no connection could be made")
        case CURLE_OPERATION_TIMEDOUT: (.timedOut, "it took too long")
        case CURLE_SSL_CONNECT_ERROR: (.tls, "TLS could not be set up")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            (.tls, "its certificate is not trusted")
        case CURLE_SSL_CACERT_BADFILE: (.tls, "the file of trusted certificates is not usable")
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
        // libcurl gives up on a single header line of more than 100 KiB as if memory had run out.
        case CURLE_OUT_OF_MEMORY where headers.status != 0 && !headers.isComplete:
            (.headersTooLarge, "a header line is larger than libcurl takes")
        // That is what a trailer that is no field comes out as.
        case CURLE_BAD_FUNCTION_ARGUMENT where headers.status != 0: (.malformedReply, "the reply is not proper HTTP")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_CHUNK_FAILED,
            CURLE_BAD_DOWNLOAD_RESUME, CURLE_RANGE_ERROR:
            (.malformedReply, "the reply is not proper HTTP")
        case CURLE_URL_MALFORMAT: (.invalidRequest, "the URL cannot be used")
        case CURLE_FILESIZE_EXCEEDED: (.bodyTooLarge, "the reply is too large")
        default: (.unavailable, "libcurl failed")
        }
    }
}
