internal import DocumentReading
internal import SourceText

/// What a token service answers (distribution's token.md).
struct TokenReply: Sendable, Hashable {
    static let sizeLimit = 64 << 10
    /// What is neither named nor sensible counts as this; tokens that claim to last less do last this long.
    private static let shortestLife = 60
    private static let longestLife = 3600

    let token: Secret
    let life: Duration

    /// nil for what holds no token that can be sent.
    ///
    /// - Parameter prefersAccessToken: Where both stand and differ, token.md leaves the choice to the client; oauth.md
    ///   knows `access_token` alone.
    init?(_ body: [UInt8], prefersAccessToken: Bool = false) {
        let file = SourceFile(path: "", bytes: body)
        let limits = ReadingLimits(depth: 32, inputSize: Self.sizeLimit)
        guard let root = try? DocumentReader.strictJSON(file, limits: limits), root.isMapping else { return nil }
        let found = [root["token"], root["access_token"]].compactMap { $0?.string }.filter { !$0.isEmpty }
        let token = prefersAccessToken ? found.last : found.first
        // Anything else would end the field or start another one.
        guard let token, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.token = Secret(token)
        let seconds = root["expires_in"]?.text.flatMap { Int($0) } ?? Self.shortestLife
        life = .seconds(min(max(seconds, Self.shortestLife), Self.longestLife))
    }
}
