internal import AuditModel

/// Decides whether the next endpoint of a registry is tried after one has failed. An endpoint that cannot be reached,
/// does not have the image, does not show it or limits the rate leaves it to the next one. An endpoint that lies, or
/// that redirects to a forbidden place, does not: a truthful answer elsewhere would hide that.
enum EndpointFailover {
    static func continues(after kind: ResolutionFailure.Kind) -> Bool {
        switch kind {
        case .notFound, .absentOrPrivate, .authFailed, .rateLimited, .transient: true
        case .protocolViolation, .refused, .invalidReference, .unsupported: false
        }
    }

    /// What all failures together prove: an image is missing only if every endpoint says so.
    static func verdict(_ failures: [ResolutionFailure]) -> ResolutionFailure {
        guard let last = failures.last else { return ResolutionFailure(.refused, "there is no endpoint to ask") }
        guard failures.count > 1, continues(after: last.kind) else { return last }
        let telling = failures.first { $0.kind != .notFound } ?? last
        let rest = failures.filter { $0 != telling }.map(\.message)
        return ResolutionFailure(telling.kind, ([telling.message] + rest).joined(separator: "; "))
    }
}

extension EndpointSession {
    /// Another endpoint answered instead. That this one does not have the image is usual and not worth a warning.
    func warnOfFailover(_ failure: ResolutionFailure) {
        guard failure.kind != .notFound else { return }
        runner.statistics.warn(
            endpoint.registry, "asked at another endpoint than \(endpoint.shown): \(failure.kind.rawValue)")
    }
}
