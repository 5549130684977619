internal import Glibc

/// An IP address, and whether it is public.
package struct IPAddress: Sendable, Hashable {
    /// Four or sixteen bytes, in network order.
    package let bytes: [UInt8]

    /// Parses the notation of `inet_pton`: without brackets, port, zone and numeric shorthands.
    package init?(_ text: String) {
        var buffer = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &buffer) == 1 {
            bytes = Array(buffer.prefix(4))
        } else if unsafe inet_pton(AF_INET6, text, &buffer) == 1 {
            bytes = buffer
        } else {
            return nil
        }
    }

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The kind of range, for a message; nil for a public address.
    package var privateRange: String? {
        bytes.count == 4 ? Self.privateRange(bytes[...]) : privateRangeV6
    }

    /// The special-purpose addresses of the IANA registry (RFC 6890 and its successors) that are not globally
    /// reachable.
    private static func privateRange(_ quad: ArraySlice<UInt8>) -> String? {
        let octets = Array(quad)
        switch (octets[0], octets[1], octets[2]) {
        case (0, _, _): return "unspecified"
        case (10, _, _), (172, 16...31, _), (192, 168, _): return "private"
        case (100, 64...127, _): return "carrier-grade NAT"
        case (127, _, _): return "loopback"
        case (169, 254, _): return "link-local"
        case (192, 0, 0), (198, 18...19, _): return "special-purpose"
        case (192, 0, 2), (198, 51, 100), (203, 0, 113): return "documentation"
        case (224...239, _, _): return "multicast"
        case (240...255, _, _): return "reserved"
        default: return nil
        }
    }

    /// In IPv6 only 2000::/3 has been allocated; everything else is treated as special.
    private var privateRangeV6: String? {
        if let embedded = embeddedV4 { return Self.privateRange(embedded) }
        if bytes.allSatisfy({ $0 == 0 }) { return "unspecified" }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return "loopback" }
        switch (bytes[0], bytes[1]) {
        case (0xFC...0xFD, _): return "unique local"
        case (0xFE, 0x80...0xBF): return "link-local"
        case (0xFF, _): return "multicast"
        case (0x20, 0x01) where bytes[2] == 0x0D && bytes[3] == 0xB8: return "documentation"
        case (0x3F, 0xFF) where bytes[2] < 0x10: return "documentation"
        // 2001::/23: Teredo, ORCHID and other protocol assignments.
        case (0x20, 0x01) where bytes[2] <= 1: return "special-purpose"
        case (0x20...0x3F, _): return nil
        default: return "reserved"
        }
    }

    /// The IPv4 address that packets to this address reach: mapped (::ffff:0:0/96), compatible (::/96), translated
    /// (::ffff:0:0:0/96), NAT64 (64:ff9b::/96) and 6to4 (2002::/16).
    private var embeddedV4: ArraySlice<UInt8>? {
        let prefixes: [[UInt8]] = [
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF],
            [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0],
            [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0],
        ]
        if prefixes.contains(where: { bytes.starts(with: $0) }) { return bytes[12...] }
        let isCompatible = bytes.prefix(12).allSatisfy { $0 == 0 } && bytes[12...].contains { $0 > 1 }
        if isCompatible { return bytes[12...] }
        return bytes.starts(with: [0x20, 0x02]) ? bytes[2..<6] : nil
    }
}

extension IPAddress: CustomStringConvertible {
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "unknown address" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
