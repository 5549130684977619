import DocumentReading
import HTTPTransport
import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

@Suite struct RegistryEndpointsTests {
    private func endpoints(_ yaml: String) throws -> RegistryEndpoints {
        try RegistryEndpoints(SourceFile(path: "registries.yaml", text: yaml))
    }

    @Test func `an endpoint has a URL and trust settings`() throws {
        let endpoints = try endpoints(
            """
            registries:
              index.docker.io: { endpoint: "http://127.0.0.1:5101" }
              ghcr.io: { endpoint: "https://cache.example/ghcr/" }
            others: refuse
            """)
        let hub = try #require(try endpoints.endpoint(for: "docker.io"))
        #expect(hub.url.description == "http://127.0.0.1:5101/")
        #expect(hub.trust.allowsPrivateAddresses)
        #expect(hub.name == "docker.io (at http://127.0.0.1:5101)")
        let cache = try #require(try endpoints.endpoint(for: "ghcr.io"))
        #expect(cache.url.origin + cache.pathPrefix == "https://cache.example:443/ghcr/v2/")
        #expect(try endpoints.endpoint(for: "quay.io") == nil)
    }

    @Test func `an unlisted registry is reached over https by name, never on a private network`() throws {
        let endpoints = RegistryEndpoints()
        let hub = try #require(try endpoints.endpoint(for: "docker.io"))
        #expect(hub.url.origin == "https://registry-1.docker.io:443")
        #expect(!hub.trust.allowsPrivateAddresses)
        #expect(hub.name == "docker.io")
        #expect(try endpoints.endpoint(for: "[::1]:5000")?.url.origin == "https://[::1]:5000")
    }

    @Test func `an endpoint path that starts with v2 replaces the API prefix`() throws {
        let endpoint = try #require(
            try endpoints("registries: { docker.io: { endpoint: 'https://harbor.example/v2/hub' } }")
                .endpoint(for: "docker.io"))
        #expect(endpoint.url.origin + endpoint.pathPrefix == "https://harbor.example:443/v2/hub/")
        #expect(endpoint.repository("library/nginx") == "hub/library/nginx")
    }

    @Test func `certificate paths are relative to the file`() throws {
        let error = try #require(throws: DocumentError.self) {
            try RegistryEndpoints(
                SourceFile(
                    path: "/nowhere/registries.yaml",
                    text: "registries: { a.io: { endpoint: 'https://a.io', ca: certs/ca.pem } }"))
        }
        #expect(error.message.contains("/nowhere/certs/ca.pem"))
        #expect(error.position == SourcePosition(line: 1, column: 53))
        let folder = try TemporaryDirectory()
        let path = try folder.write("pem", to: "certs/ca.pem")
        let text = "registries: { a.io: { endpoint: 'https://a.io', ca: certs/ca.pem } }"
        let endpoints = try RegistryEndpoints(SourceFile(path: folder.file("registries.yaml"), text: text))
        #expect(endpoints.listed["a.io"]?.trust.certificateAuthorityFile == path)
    }

    @Test(arguments: [
        ("", "1:1 the registries file is empty"),
        ("registry: {}\n", "1:1 unknown key `registry` in the registries file"),
        ("registries: []\n", "1:13 `registries` must be a mapping"),
        ("registries: {}\nothers: deny\n", "2:9 `others` must be one of allow, refuse"),
        ("registries:\n  ghcr.io: {endpont: x}\n", "2:13 unknown key `endpont` in `ghcr.io`; did you mean `endpoint`?"),
        ("registries:\n  ghcr.io: {endpoint: ghcr.io}\n", "2:23 `endpoint` must be a URL"),
        ("registries:\n  ghcr.io: {endpoint: 'ftp://ghcr.io'}\n", "2:23 `endpoint` must be a URL"),
        ("registries:\n  ghcr.io: {endpoint: 'https://u:p@ghcr.io'}\n", "2:23 `endpoint` must be a URL"),
        (
            "registries:\n  ghcr.io: {endpoint: 'https://ghcr.io?a=b'}\n",
            "2:23 `endpoint` must be a URL without a query"
        ),
        ("registries:\n  ghcr.io: {endpoint: 1}\n", "2:23 `endpoint` must be a string"),
        ("registries:\n  https://ghcr.io: {}\n", "2:3 `https://ghcr.io` must be a host"),
        ("registries:\n  ghcr: {}\n", "2:3 `ghcr` is not a registry host"),
        ("registries:\n  ghcr..io: {}\n", "2:3 `ghcr..io` is not a registry host"),
        (
            "registries:\n  docker.io: {}\n  index.docker.io: {}\n",
            "3:3 duplicate registry in `registries`: this is another name of `docker.io`"
        ),
        ("registries:\n  ghcr.io: {endpoint: 'http://ghcr.io', ca: x}\n", "`ca`"),
    ])
    func `a mistake is reported with its location`(yaml: String, expected: String) throws {
        let error = try #require(throws: DocumentError.self) { try endpoints(yaml) }
        #expect("\(error.position) \(error.message)".contains(expected))
    }
}
