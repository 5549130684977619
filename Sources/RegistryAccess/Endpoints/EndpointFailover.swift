internal import AuditModel

/// Decides whether the next endpoint of a registry is tried after one has failed. The next one is tried if an endpoint
/// cannot be reached, does not have the image, does not show it or limits the rate. It is not tried after an
/// inconsistent answer or a redirect to a forbidden place: a good answer elsewhere would hide that.
enum EndpointFailover {
    static func continues(after kind: ResolutionFailure.Kind) -> Bool {
        switch kind {
        case .notFound, .absentOrPrivate, .authFailed, .rateLimited, .transient: true
        case .protocolViolation, .refused, .invalidReference, .unsupported: false
        }
    }

    /// What all failures together prove: an image is missing only if every endpoint says so.
    static func verdict(_ failures: [ResolutionFailure]) -> ResolutionFailure {
        guard let last = failures.last else { return ResolutionFailure(.refused, "the registry has no endpoint") }
        guard failures.count > 1, continues(after: last.kind) else { return last }
        let decisive = failures.first { $0.kind != .notFound } ?? last
        let rest = failures.filter { $0 != decisive }.map(\.message)
        return ResolutionFailure(decisive.kind, ([decisive.message] + rest).joined(separator: "; "))
    }
}

extension EndpointSession {
    /// Another endpoint answered instead. That this one does not have the image is usual and not worth a warning.
    func warnOfFailover(_ failure: ResolutionFailure) {
        guard failure.kind != .notFound else { return }
        runner.statistics.warn(
            endpoint.registry, "used another endpoint; \(endpoint.shown) failed (\(failure.kind.rawValue))")
    }
}
