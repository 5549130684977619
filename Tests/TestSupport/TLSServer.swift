package import Foundation
import Glibc

/// nginx with a certificate, on a free loopback port. Its replies and its log tell the protocol, the number of the
/// connection and the number of the request on it; as a proxy of another server it only logs.
package final class TLSServer: Sendable {
    /// Certificate authorities and certificates, made for one test in a directory of their own.
    package struct Certificates: Sendable {
        package let directory: URL

        package var folder: String { directory.path }
        package var authority: String { directory.appendingPathComponent("authority.pem").path }
        package var otherAuthority: String { directory.appendingPathComponent("other.pem").path }

        package init() async throws {
            directory = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            for name in ["authority", "other"] {
                try await openssl(
                    "req -x509 \(Self.newKey) -keyout \(name).key -out \(name).pem -subj /CN=\(name) -days 2")
            }
            try await issue("valid", names: "IP:127.0.0.1,DNS:localhost", days: 2)
            try await issue("expired", names: "IP:127.0.0.1", days: -1)
            try await issue("misnamed", names: "DNS:elsewhere.example", days: 2)
        }

        package func remove() { try? FileManager.default.removeItem(at: directory) }

        private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

        private func issue(_ name: String, names: String, days: Int) async throws {
            try await openssl(
                "req \(Self.newKey) -keyout \(name).key -out \(name).csr -subj /CN=x -addext subjectAltName=\(names)")
            try await openssl(
                "x509 -req -in \(name).csr -CA authority.pem -CAkey authority.key -CAcreateserial -out \(name).pem "
                    + "-days \(days) -copy_extensions copy")
        }

        private func openssl(_ arguments: String) async throws {
            try await ToolRunner.shell("openssl \(arguments)", in: directory.path)
        }
    }

    package struct CannotStart: Error {
        let what: String
    }

    package struct Logged: Sendable {
        package let connection: Substring
        package let version: Substring
        package let status: Substring
        package let target: Substring
    }

    package let port: Int
    private let directory: String
    private let process: BackgroundProcess

    /// Starts nginx and waits until it accepts connections.
    ///
    /// - Parameters:
    ///   - certificate: a name among `certificates`.
    ///   - asksWhoIsThere: whether clients need a certificate from `authority`.
    ///   - origin: the loopback port of the server to proxy, if any.
    package init(
        _ certificates: Certificates, certificate: String = "valid", http2: Bool = true, asksWhoIsThere: Bool = false,
        origin: Int? = nil
    ) async throws {
        for _ in 0..<5 {
            let port = try Self.freePort()
            let directory = certificates.directory.appendingPathComponent("nginx-\(port)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let configuration = Self.configuration(
                port: port, directory: directory.path, certificate: certificates.directory.path + "/" + certificate,
                http2: http2, clientAuthority: asksWhoIsThere ? certificates.authority : nil, origin: origin)
            try configuration.write(
                to: directory.appendingPathComponent("nginx.conf"), atomically: true, encoding: .utf8)
            // nginx ends when its shell reads the end of its input, that is, at the latest with this process.
            let process = try BackgroundProcess(
                shell: "{ nginx -p . -c nginx.conf -e error.log & nginx=$!; read -r _; kill $nginx; wait $nginx; }",
                in: directory.path)
            if try await Self.hasStarted(port: port, errors: directory.appendingPathComponent("error.log").path) {
                (self.port, self.directory, self.process) = (port, directory.path, process)
                return
            }
            await process.stop()
        }
        throw CannotStart(what: "nginx found no free port")
    }

    package var origin: String { "https://127.0.0.1:\(port)" }

    /// The requests answered so far.
    package func log() throws -> [Logged] {
        let text = try String(contentsOfFile: directory + "/access.log", encoding: .utf8)
        return text.split(separator: "\n").map { line in
            let parts = line.split(separator: " ")
            return Logged(connection: parts[0], version: parts[1], status: parts[2], target: parts[3])
        }
    }

    private static func configuration(
        port: Int, directory: String, certificate: String, http2: Bool, clientAuthority: String?, origin: Int?
    ) -> String {
        let content =
            if let origin {
                """
                proxy_pass http://127.0.0.1:\(origin);
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                """
            } else {
                #"return 200 "$server_protocol $connection $connection_requests";"#
            }
        return """
            daemon off;
            master_process off;
            pid \(directory)/pid;
            events { worker_connections 512; }
            http {
                log_format brief "$connection $server_protocol $status $request_uri";
                access_log \(directory)/access.log brief;
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
                    location / { \(content) }
                }
            }
            """
    }

    /// A port that is not in use now.
    private static func freePort() throws -> Int {
        let server = try FaultServer(always: [])
        defer { server.stop() }
        return server.port
    }

    /// Waits until nginx accepts connections; false if it could not listen.
    private static func hasStarted(port: Int, errors: String) async throws -> Bool {
        let deadline = ContinuousClock.now + .generous
        while ContinuousClock.now < deadline {
            if let log = try? String(contentsOfFile: errors, encoding: .utf8), log.contains("[emerg]") {
                guard log.contains("Address already in use") else { throw CannotStart(what: "nginx: " + log) }
                return false
            }
            if LoopbackSocket.accepts(port: port) { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw NeverHappened("nginx listens on port \(port)")
    }
}
