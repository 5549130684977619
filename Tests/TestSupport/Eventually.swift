extension Duration {
    /// For deadlines that only a hang reaches, however busy the machine is.
    package static let generous = Duration.seconds(600)
}

package struct NeverHappened: Error, CustomStringConvertible {
    package let description: String

    package init(_ event: String) {
        description = "did not happen within \(Duration.generous): \(event)"
    }
}

/// Waits until `condition` holds.
///
/// - Parameter event: what is waited for, as shown if it never happens.
package func eventually(_ event: String, _ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .generous
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(event) }
        try await Task.sleep(for: .milliseconds(2))
    }
}
