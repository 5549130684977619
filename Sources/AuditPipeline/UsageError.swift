package import FileSystem

/// Something wrong with the call itself: an input that does not exist, a policy with a mistake, an output that cannot be
/// written. The description says where, what is wrong, and what to do.
package struct UsageError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// - Parameter place: a file, or `file:line:column`.
    package init(_ message: String, at place: String? = nil) {
        description = (place.map { "\($0): " } ?? "") + "error: " + message
    }

    /// An error whose description begins with its place, as those of policies and documents do.
    package init(located error: some Error) { description = "\(error)" }

    package init(_ error: FileError) { self.init(error.message, at: error.path) }
}
