package import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// nginx with a certificate, on a free port of the loopback address. Its body tells how it was reached: protocol,
/// number of the connection, number of the request on it.
package final class TLSServer: Sendable {
    /// Certificate authorities and certificates made for one test run, in a directory of their own.
    package struct Certificates: Sendable {
        package let directory: URL

        package var folder: String { directory.path }
        package var authority: String { directory.appendingPathComponent("authority.pem").path }
        package var otherAuthority: String { directory.appendingPathComponent("other.pem").path }

        package init() throws {
            directory = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            for name in ["authority", "other"] {
                try openssl("req -x509 \(Self.newKey) -keyout \(name).key -out \(name).pem -subj /CN=\(name) -days 2")
            }
            try issue("valid", names: "IP:127.0.0.1,DNS:localhost", days: 2)
            try issue("expired", names: "IP:127.0.0.1", days: -1)
            try issue("misnamed", names: "DNS:elsewhere.example", days: 2)
        }

        package func remove() { try? FileManager.default.removeItem(at: directory) }

        private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

        private func issue(_ name: String, names: String, days: Int) throws {
            try openssl(
                "req \(Self.newKey) -keyout \(name).key -out \(name).csr -subj /CN=x -addext subjectAltName=\(names)")
            try openssl(
                "x509 -req -in \(name).csr -CA authority.pem -CAkey authority.key -CAcreateserial -out \(name).pem "
                    + "-days \(days) -copy_extensions copy")
        }

        private func openssl(_ arguments: String) throws {
            try ChildProcess.run("openssl \(arguments)", in: directory.path)
        }
    }

    package struct CannotStart: Error {
        package let what: String
    }

    package static let isAvailable =
        FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx")
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

    package let port: Int
    private let process: ChildProcess

    /// Starts with the certificate of that name among `certificates`; where it asks who is there, with a certificate of
    /// `authority`.
    package init(
        _ certificates: Certificates, certificate: String = "valid", http2: Bool = true, asksWhoIsThere: Bool = false
    ) throws {
        for _ in 0..<5 {
            let port = try Self.freePort()
            let directory = certificates.directory.appendingPathComponent("nginx-\(port)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let configuration = Self.configuration(
                port: port, directory: directory.path, certificate: certificates.directory.path + "/" + certificate,
                http2: http2, clientAuthority: asksWhoIsThere ? certificates.authority : nil)
            try configuration.write(
                to: directory.appendingPathComponent("nginx.conf"), atomically: true, encoding: .utf8)
            // nginx ends when its shell reads the end of its input, that is, at the latest with this process.
            let process = try ChildProcess(
                shell: "{ nginx -p . -c nginx.conf -e error.log & nginx=$!; read -r _; kill $nginx; wait $nginx; }",
                in: directory.path)
            if Self.answers(port: port) {
                (self.port, self.process) = (port, process)
                return
            }
            process.waitForExit()
        }
        throw CannotStart(what: "nginx")
    }

    deinit { process.waitForExit() }

    private static func configuration(
        port: Int, directory: String, certificate: String, http2: Bool, clientAuthority: String?
    ) -> String {
        """
        daemon off;
        master_process off;
        pid \(directory)/pid;
        events { worker_connections 512; }
        http {
            access_log off;
            client_body_temp_path \(directory)/body;
            proxy_temp_path \(directory)/proxy;
            fastcgi_temp_path \(directory)/fastcgi;
            uwsgi_temp_path \(directory)/uwsgi;
            scgi_temp_path \(directory)/scgi;
            keepalive_requests 100000;
            server {
                listen 127.0.0.1:\(port) ssl\(http2 ? " http2" : "");
                ssl_certificate \(certificate).pem;
                ssl_certificate_key \(certificate).key;
                \(clientAuthority.map { "ssl_client_certificate \($0); ssl_verify_client on;" } ?? "")
                location / { return 200 "$server_protocol $connection $connection_requests"; }
            }
        }
        """
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> Int {
        let server = try FaultServer(always: [])
        defer { server.stop() }
        return server.port
    }

    private static func answers(port: Int) -> Bool {
        for _ in 0..<300 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            defer { _ = close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            let status = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    unsafe connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if status == 0 { return true }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return false
    }
}
