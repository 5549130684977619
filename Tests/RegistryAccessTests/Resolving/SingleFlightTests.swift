import AuditModel
import HTTPTransport
import Testing

@testable import RegistryAccess

@Suite struct SingleFlightTests {
    private let flights = SingleFlight<Int, Int>()
    private let found = Locked(0)

    private func find(_ answer: Result<Int, ResolutionFailure>) async throws(ResolutionFailure) -> Int {
        found.withLock { $0 += 1 }
        for _ in 0..<20 { await Task.yield() }
        return try answer.get()
    }

    @Test func `concurrent requests for a key share one computation, which is kept`() async throws {
        let answers = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try? await self.flights.value(for: 1) { () throws(ResolutionFailure) in
                        try await self.find(.success(7))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: 7, count: 50))
        #expect(flights[1] == 7)
        #expect(found.withLock { $0 } == 1)
    }

    @Test(arguments: [(ResolutionFailure.Kind.notFound, 1), (.transient, 2)])
    func `a failure is retried, but not-found is an answer`(
        kind: ResolutionFailure.Kind, finds: Int
    ) async throws {
        let failure = ResolutionFailure(kind, "no")
        for _ in 0..<2 {
            await #expect(throws: failure) {
                try await flights.value(for: 1) { () throws(ResolutionFailure) in try await find(.failure(failure)) }
            }
        }
        #expect(found.withLock { $0 } == finds)
    }

    @Test func `cancelling the first caller does not affect the others`() async throws {
        let first = Task { [flights, found] in
            try await flights.value(for: 1) { () throws(ResolutionFailure) in
                found.withLock { $0 += 1 }
                while !Task.isCancelled { await Task.yield() }
                throw ResolutionFailure(.transient, "the run was ended")
            }
        }
        while found.withLock({ $0 == 0 }) { await Task.yield() }
        let others = (0..<5).map { _ in
            Task { [self] in
                try await flights.value(for: 1) { () throws(ResolutionFailure) in try await find(.success(7)) }
            }
        }
        for _ in 0..<100 { await Task.yield() }
        first.cancel()
        await #expect(throws: ResolutionFailure.self) { try await first.value }
        for other in others { #expect(try await other.value == 7) }
        #expect(found.withLock { $0 } == 2)
    }
}
