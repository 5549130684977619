/// One HTTP exchange: a request goes out, one reply comes back. No redirects, no authentication, no retries happen
/// below this line; they are decisions of the registry client.
package protocol Transport: Sendable {
    /// Returns the reply whatever its status. Throws when there is none, or when it breaks a limit of the request.
    func exchange(_ request: TransferRequest) async throws(TransferError) -> TransferReply
}
