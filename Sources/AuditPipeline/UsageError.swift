/// Something about the call itself that makes no sense: an input that does not exist, a policy with a mistake, an
/// output that cannot be written. The description says where, what, and what to do.
package struct UsageError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
