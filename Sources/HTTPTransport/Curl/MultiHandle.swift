internal import CCurl

/// libcurl's multi handle, which holds the connections and the DNS cache.
// SAFETY: the pointer is owned by the object and freed with it. libcurl allows `wakeUp` from any thread; all other calls
// are made by the event loop's thread.
@safe
final class MultiHandle: Sendable {
    // SAFETY: see above.
    private nonisolated(unsafe) let pointer: UnsafeMutableRawPointer

    init(connections: Int) throws(TransferError) {
        guard CurlLibrary.status == CURLE_OK, let pointer = unsafe curl_multi_init() else {
            throw TransferError(.unavailable, "libcurl cannot be initialized")
        }
        unsafe self.pointer = pointer
        unsafe polyarch_multi_set_long(pointer, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        unsafe polyarch_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections)
    }

    deinit {
        unsafe curl_multi_cleanup(pointer)
    }

    func wakeUp() {
        _ = unsafe curl_multi_wakeup(pointer)
    }

    func add(_ handle: EasyHandle) throws(TransferError) {
        try Self.check(unsafe curl_multi_add_handle(pointer, handle.pointer))
    }

    func remove(_ handle: EasyHandle) {
        _ = unsafe curl_multi_remove_handle(pointer, handle.pointer)
    }

    /// Does all work that does not block.
    func perform() throws(TransferError) {
        var running: Int32 = 0
        try Self.check(unsafe curl_multi_perform(pointer, &running))
    }

    /// Waits for a socket, one of libcurl's timers, `wakeUp`, or at most `milliseconds`.
    func poll(milliseconds: Int32) throws(TransferError) {
        try Self.check(unsafe curl_multi_poll(pointer, nil, 0, milliseconds, nil))
    }

    /// The next transfer that has ended, by the address of its easy handle.
    func nextResult() -> (handle: UInt, code: CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            // Both are read now: removing the handle invalidates the message.
            return unsafe (UInt(bitPattern: message.pointee.easy_handle), polyarch_message_result(message))
        }
        return nil
    }

    private static func check(_ status: CURLMcode) throws(TransferError) {
        guard status != CURLM_OK else { return }
        throw TransferError(.unavailable, "libcurl failed: \(unsafe String(cString: curl_multi_strerror(status)))")
    }
}
