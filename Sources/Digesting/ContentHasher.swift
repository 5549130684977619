internal import CLibCrypto
package import ImageModel

/// Computes a digest over bytes that arrive in pieces.
// SAFETY: the context is owned by this value alone and freed with it.
@safe
package struct ContentHasher: ~Copyable {
    package let algorithm: DigestAlgorithm
    private let context: OpaquePointer

    package init(_ algorithm: DigestAlgorithm) throws(DigestingError) {
        guard let method = unsafe FetchedMethod.of(algorithm).pointer else {
            throw .unavailable(algorithm: algorithm.rawValue)
        }
        guard let context = unsafe EVP_MD_CTX_new() else { throw .failed(operation: "EVP_MD_CTX_new") }
        guard unsafe EVP_DigestInit_ex2(context, method, nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw .failed(operation: "EVP_DigestInit_ex2")
        }
        self.algorithm = algorithm
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    package mutating func update(_ bytes: [UInt8]) throws(DigestingError) {
        try update(bytes[...])
    }

    package mutating func update(_ bytes: ArraySlice<UInt8>) throws(DigestingError) {
        let status = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        guard status == 1 else { throw .failed(operation: "EVP_DigestUpdate") }
    }

    package consuming func finalize() throws(DigestingError) -> ImageDigest {
        var sum = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let status = unsafe sum.withUnsafeMutableBufferPointer {
            unsafe EVP_DigestFinal_ex(context, $0.baseAddress, &length)
        }
        guard status == 1,
            let digest = ImageDigest(algorithm: algorithm, bytes: sum.span.extracting(first: Int(length)))
        else {
            throw .failed(operation: "EVP_DigestFinal_ex")
        }
        return digest
    }
}

/// A digest method of OpenSSL, fetched once: fetching it for each digest costs half as much as hashing a manifest.
// SAFETY: the pointer is only handed to OpenSSL, which takes a const one.
@safe
private struct FetchedMethod: Sendable {
    // SAFETY: an EVP_MD is immutable and may be used by any thread; it is fetched once and never freed.
    nonisolated(unsafe) let pointer: OpaquePointer?

    private init(_ name: String) {
        unsafe pointer = unsafe EVP_MD_fetch(nil, name, nil)
    }

    static func of(_ algorithm: DigestAlgorithm) -> FetchedMethod {
        switch algorithm {
        case .sha256: sha256
        case .sha512: sha512
        }
    }

    private static let sha256 = FetchedMethod("SHA2-256")
    private static let sha512 = FetchedMethod("SHA2-512")
}
