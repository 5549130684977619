internal import CCurl

extension EasyHandle {
    /// The metrics of the exchange that has just ended.
    var metrics: TransferMetrics {
        var metrics = TransferMetrics()
        metrics.httpVersion =
            switch long(CURLINFO_HTTP_VERSION) {
            case Int(CURL_HTTP_VERSION_1_0): "HTTP/1.0"
            case Int(CURL_HTTP_VERSION_1_1): "HTTP/1.1"
            case Int(CURL_HTTP_VERSION_2_0): "HTTP/2"
            default: nil
            }
        let port = long(CURLINFO_LOCAL_PORT)
        if port > 0 {
            metrics.localPort = port
            metrics.isConnectionReused = long(CURLINFO_NUM_CONNECTS) == 0
            metrics.remoteAddress = string(CURLINFO_PRIMARY_IP)
            metrics.remotePort = long(CURLINFO_PRIMARY_PORT)
        }
        metrics.timings.total = duration(CURLINFO_TOTAL_TIME_T)
        metrics.timings.firstByte = duration(CURLINFO_STARTTRANSFER_TIME_T)
        guard !metrics.isConnectionReused else { return metrics }
        metrics.timings.nameLookup = duration(CURLINFO_NAMELOOKUP_TIME_T)
        metrics.timings.connect = duration(CURLINFO_CONNECT_TIME_T)
        metrics.timings.tlsHandshake = duration(CURLINFO_APPCONNECT_TIME_T)
        return metrics
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        _ = unsafe polyarch_easy_get_long(pointer, info, &value)
        return value
    }

    /// libcurl reports 0 for a phase that did not happen.
    private func duration(_ info: CURLINFO) -> Duration? {
        var value: curl_off_t = 0
        _ = unsafe polyarch_easy_get_offset(pointer, info, &value)
        return value > 0 ? .microseconds(value) : nil
    }

    private func string(_ info: CURLINFO) -> String {
        var value: UnsafeMutablePointer<CChar>?
        _ = unsafe polyarch_easy_get_string(pointer, info, &value)
        return unsafe value.map { unsafe String(cString: $0) } ?? ""
    }
}
