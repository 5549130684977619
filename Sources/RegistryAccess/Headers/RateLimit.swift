internal import HTTPTransport
internal import HTTPTypes

/// What a registry says about how much it will still answer: `ratelimit-limit: 100;w=21600` and
/// `ratelimit-remaining: 20;w=21600` at Docker Hub, bare numbers and `ratelimit-reset` elsewhere.
package struct RateLimit: Sendable, Hashable {
    package let limit: Int?
    package let remaining: Int
    /// The time that `limit` is for.
    package let window: Duration?
    /// When the window ends, if it says so.
    private let reset: Duration?

    /// nil where nothing usable is said. Of several policies (`100;w=21600, 10;w=1`) the one that leaves least counts,
    /// of those the longest.
    init?(_ fields: ReplyFields) {
        guard let remaining = Self.policies(fields[values: .rateLimitRemaining]).min(by: Self.isTighter) else {
            return nil
        }
        let limits = Self.policies(fields[values: .rateLimitLimit])
        let limit = limits.first { $0.window == remaining.window } ?? limits.first
        self.remaining = remaining.count
        self.limit = limit?.count
        window = remaining.window ?? limit?.window
        reset = Self.policies(fields[values: .rateLimitReset]).first.map { .seconds($0.count) }
    }

    /// How long nothing should be asked: the next request would be refused.
    var exhaustion: Duration? { remaining > 0 ? nil : reset ?? window }

    private static func isTighter(
        _ left: (count: Int, window: Duration?), _ right: (count: Int, window: Duration?)
    ) -> Bool {
        left.count == right.count ? (left.window ?? .zero) > (right.window ?? .zero) : left.count < right.count
    }

    private static func policies(_ values: [String]) -> [(count: Int, window: Duration?)] {
        values.flatMap { $0.split(separator: ",") }.compactMap { policy in
            let parts = policy.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let count = parts.first.flatMap({ Int($0) }), count >= 0 else { return nil }
            let seconds = parts.dropFirst().first { $0.hasPrefix("w=") }.flatMap { Int($0.dropFirst(2)) }
            return (count, seconds.flatMap { $0 > 0 && $0 < 1 << 31 ? .seconds($0) : nil })
        }
    }
}
