internal import CCurl
package import HTTPTypes
internal import SourceText

/// The fields of a request, and the header lines that libcurl sends for them. Requests can share one.
// SAFETY: the list is made in `init`, never changed, and freed with the object. libcurl only reads it, and the code that
// passes it to libcurl keeps the object alive.
@safe
package final class RequestHead: Sendable {
    package let fields: HTTPFields
    /// Why a request with these fields cannot be sent; nil if it can.
    let invalidReason: String?
    // SAFETY: see above.
    private nonisolated(unsafe) let all: UnsafeMutablePointer<curl_slist>?
    /// The tail of `all` that requests without a body need.
    // SAFETY: part of `all`, and freed with it.
    private nonisolated(unsafe) let bodiless: UnsafeMutablePointer<curl_slist>?

    /// Written by libcurl. A second value for the framing or the host would let two readers of one message disagree.
    private static let reserved: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect",
        "proxy-authorization", "proxy-connection", "keep-alive",
    ]

    package init(_ fields: HTTPFields) {
        self.fields = fields
        if let invalidReason = fields.lazy.compactMap(Self.invalidReason).first {
            self.invalidReason = invalidReason
            unsafe all = nil
            unsafe bodiless = nil
            return
        }
        // To libcurl, "Name:" means not to send the field, and "Name;" to send an empty one.
        var texts = fields.map { $0.value.isEmpty ? "\($0.name.rawName);" : "\($0.name.rawName): \($0.value)" }
        // Bodies are hashed as they are sent, so no encoding is requested and none is decoded.
        if fields[.acceptEncoding] == nil { texts.append("Accept-Encoding: identity") }
        // libcurl would add these to requests with a body. For others they are left out, because libcurl searches all
        // lines for each field that it knows.
        let aboutBodies = fields[.contentType] == nil ? ["Expect:", "Content-Type:"] : ["Expect:"]
        unsafe all = Self.list(aboutBodies + texts)
        var rest = unsafe all
        for _ in aboutBodies { unsafe rest = rest?.pointee.next }
        unsafe bodiless = unsafe rest
        invalidReason = unsafe all == nil ? "libcurl is out of memory" : nil
    }

    deinit {
        unsafe curl_slist_free_all(all)
    }

    /// For a request with a body or without one.
    func lines(hasBody: Bool) -> UnsafeMutablePointer<curl_slist>? { unsafe hasBody ? all : bodiless }

    private static func list(_ texts: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts {
            guard let longer = unsafe curl_slist_append(list, text) else {
                unsafe curl_slist_free_all(list)
                return nil
            }
            unsafe list = longer
        }
        return unsafe list
    }

    private static func invalidReason(_ field: HTTPField) -> String? {
        let name = field.name.rawName
        if reserved.contains(field.name.canonicalName) { return "the field \(name) is set by libcurl" }
        guard field.value.utf8.allSatisfy({ !$0.isControl || $0.isBlank }) else {
            return "the field \(name) contains a control character"
        }
        return nil
    }
}
