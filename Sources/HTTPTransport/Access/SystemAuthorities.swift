internal import CCurl
internal import Glibc

/// Whom the system trusts: what libcurl was built with, where `SSL_CERT_FILE` and `SSL_CERT_DIR` do not say otherwise,
/// which is how OpenSSL's and Go's programs have it.
package final class SystemAuthorities: Sendable {
    /// Of PEM certificates; nil for libcurl's own.
    let file: String?
    /// Of PEM certificates by the hashes of their names (openssl-rehash(1)); nil for libcurl's own.
    let folder: String?
    private let contents = Locked<[UInt8]?>(nil)

    package static let builtIn = SystemAuthorities(environment: [:])

    package init(environment: [String: String]) {
        func path(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        file = path("SSL_CERT_FILE")
        folder = path("SSL_CERT_DIR")
    }

    /// The file's certificates with `further` behind them. The folder's are libcurl's to find.
    func certificates(and further: [UInt8]) -> [UInt8] {
        contents.withLock { contents in
            let own = contents ?? Self.read(file ?? Self.builtInFile)
            contents = own
            return own + [UInt8(ascii: "\n")] + further
        }
    }

    private static var builtInFile: String? {
        guard let version = unsafe polyarch_version(), let path = unsafe version.pointee.cainfo else {
            return nil
        }
        return unsafe String(cString: path)
    }

    /// Empty where there is none: fewer are trusted then.
    private static func read(_ path: String?) -> [UInt8] {
        guard let path, let file = unsafe fopen(path, "re") else { return [] }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe fread(&piece, 1, piece.count, file)
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }
}
