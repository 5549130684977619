/// One entry of `NO_PROXY`: `*`, `example.org` and all below it, `.example.org` or `*.example.org` for what is below it
/// alone, an address, a range such as `10.0.0.0/8`; a port behind a name limits it to that port.
struct ProxyException: Sendable, Hashable {
    private enum Pattern: Sendable, Hashable {
        case everything
        case domain(String, isInclusive: Bool)
        case range(IPAddress, bits: Int)
    }

    private let pattern: Pattern
    private let port: Int?

    init?(_ text: String) {
        let text = text.lowercased()
        if text == "*" {
            (pattern, port) = (.everything, nil)
            return
        }
        let slash = text.split(separator: "/", omittingEmptySubsequences: false)
        let bare = slash[0].filter { $0 != "[" && $0 != "]" }
        if slash.count <= 2, let address = IPAddress(bare) {
            let width = address.bytes.count * 8
            guard let bits = slash.count == 2 ? Int(slash[1]) : width, (0...width).contains(bits) else { return nil }
            (pattern, port) = (.range(address, bits: bits), nil)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first else { return nil }
        port = parts.count == 2 ? Int(parts[1]) : nil
        if parts.count == 2, port == nil { return nil }
        if let address = IPAddress(String(name)) {
            pattern = .range(address, bits: address.bytes.count * 8)
            return
        }
        let domain = name.hasPrefix("*.") ? name.dropFirst(2) : name.drop { $0 == "." }
        guard !domain.isEmpty else { return nil }
        pattern = .domain(String(domain), isInclusive: domain.count == name.count)
    }

    func matches(_ url: HTTPURL, _ address: IPAddress?) -> Bool {
        if let port, port != url.port { return false }
        switch pattern {
        case .everything: return true
        case .domain(let domain, let isInclusive):
            return (isInclusive && url.host == domain) || url.host.hasSuffix("." + domain)
        case .range(let start, let bits):
            guard let address, address.bytes.count == start.bytes.count else { return false }
            for (index, (left, right)) in zip(address.bytes, start.bytes).enumerated() {
                let rest = bits - index * 8
                if rest <= 0 { return true }
                let mask: UInt8 = rest >= 8 ? 0xFF : 0xFF << UInt8(8 - rest)
                if left & mask != right & mask { return false }
            }
            return true
        }
    }
}
