internal import AuditModel
internal import HTTPTransport
internal import ImageModel

/// Which endpoint of a registry answers for an image: the first that can. An endpoint that cannot be reached, does not
/// have the image, does not show it or limits the rate leaves it to the next. One that lies, or leads to where nobody
/// may be led, does not: that the next one tells the truth makes it no better.
struct EndpointFailover: Sendable {
    let sessions: [EndpointSession]
    /// The endpoint that answered before, by its place; asking deeper stays there.
    let settled: Int?

    func ask<Value: Sendable>(
        _ question: (EndpointSession) async throws(ResolutionFailure) -> Value
    ) async throws(ResolutionFailure) -> (value: Value, position: Int) {
        if let settled, sessions.indices.contains(settled) { return (try await question(sessions[settled]), settled) }
        var failures: [(session: EndpointSession, failure: ResolutionFailure)] = []
        for (position, session) in sessions.enumerated() {
            do {
                let value = try await question(session)
                for (failed, failure) in failures where failure.kind != .notFound { failed.warnOfPassing(failure) }
                return (value, position)
            } catch {
                failures.append((session, error))
                guard Self.movesOn(error.kind) else { break }
            }
        }
        throw Self.verdict(failures.map(\.failure))
    }

    static func movesOn(_ kind: ResolutionFailure.Kind) -> Bool {
        switch kind {
        case .notFound, .absentOrPrivate, .authFailed, .rateLimited, .transient: true
        case .protocolViolation, .refused, .invalidReference, .unsupported: false
        }
    }

    /// What all failures together prove: that an image does not exist only if every endpoint says so.
    static func verdict(_ failures: [ResolutionFailure]) -> ResolutionFailure {
        guard let last = failures.last else { return ResolutionFailure(.refused, "there is no endpoint to ask") }
        guard failures.count > 1, last.kind == .notFound || movesOn(last.kind) else { return last }
        let telling = failures.first { $0.kind != .notFound } ?? last
        let rest = failures.filter { $0 != telling }.map(\.message)
        return ResolutionFailure(telling.kind, ([telling.message] + rest).joined(separator: "; "))
    }
}

extension EndpointSession {
    /// Somebody else answered in its place.
    fileprivate func warnOfPassing(_ failure: ResolutionFailure) {
        runner.statistics.warn(
            endpoint.registry, "asked elsewhere than at \(endpoint.shown): \(failure.kind.rawValue)")
    }
}
