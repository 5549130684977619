internal import HTTPTypes

/// How much a registry will still answer: `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 20;w=21600` at Docker
/// Hub, plain numbers and `ratelimit-reset` elsewhere.
package struct RateLimit: Sendable, Hashable {
    package let limit: Int?
    package let remaining: Int
    /// The time that `limit` applies to.
    package let window: Duration?
    /// When the window ends, if the registry says so.
    private let reset: Duration?

    private struct Quota {
        let count: Int
        let window: Duration?
    }

    /// Nil if the fields say nothing usable. Of several quotas (`100;w=21600, 10;w=1`) the one with the least remaining
    /// counts; of equal ones, the one with the longest window.
    init?(_ fields: HTTPFields) {
        guard let remaining = Self.quotas(fields[values: .rateLimitRemaining]).min(by: Self.isTighter) else {
            return nil
        }
        let limits = Self.quotas(fields[values: .rateLimitLimit])
        let limit = limits.first { $0.window == remaining.window } ?? limits.first
        self.remaining = remaining.count
        self.limit = limit?.count
        window = remaining.window ?? limit?.window
        reset = Self.quotas(fields[values: .rateLimitReset]).first.map { .seconds($0.count) }
    }

    /// How long the host must be left alone, because the next request would be refused.
    var exhaustion: Duration? { remaining > 0 ? nil : reset ?? window }

    private static func isTighter(_ left: Quota, _ right: Quota) -> Bool {
        left.count == right.count ? (left.window ?? .zero) > (right.window ?? .zero) : left.count < right.count
    }

    private static func quotas(_ fields: [String]) -> [Quota] {
        var quotas: [Quota] = []
        for field in fields {
            var scanner = FieldScanner(field)
            while true {
                scanner.skipToElement()
                if scanner.isAtEnd { break }
                let count = Int(scanner.token())
                if let parameters = scanner.parameters(), let count, count >= 0 {
                    let seconds = parameters.first { $0.name == "w" }.flatMap { Int($0.value) }
                    quotas.append(
                        Quota(count: count, window: seconds.flatMap { 1..<1 << 31 ~= $0 ? .seconds($0) : nil }))
                } else {
                    scanner.skip { $0 != UInt8(ascii: ",") }
                }
            }
        }
        return quotas
    }
}
