import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

/// Which credential source is used for which registry.
@Suite struct CredentialSourceTests {
    private func password(_ user: String) -> CredentialLookup {
        .found(.password(user: user, password: Secret("p")))
    }

    private func auths(_ registry: String, _ user: String) -> String {
        #"{"auths": {"\#(registry)": {"username": "\#(user)", "password": "p"}}}"#
    }

    private func store(_ json: String) throws -> CredentialStore {
        try CredentialStore(SourceFile(path: "auth.json", text: json))
    }

    @Test func `the longest matching key wins, by whole path segments`() throws {
        let store = try store(
            #"""
            {"auths": {
              "quay.io": {"username": "host", "password": "p"},
              "quay.io/a": {"username": "a", "password": "p"},
              "quay.io/a/b/image": {"username": "image", "password": "p"},
              "docker.io/library": {"username": "library", "password": "p"}
            }}
            """#)
        for (repository, user) in [
            ("a/b/image", "image"), ("a/b", "a"), ("a", "a"), ("ab", "host"), ("c/a", "host"), ("", "host"),
            ("a/b/image2", "a"),
        ] {
            #expect(store.lookup("quay.io", repository: repository) == password(user), "\(repository)")
        }
        #expect(store.lookup("docker.io", repository: "library/nginx") == password("library"))
        #expect(store.lookup("docker.io", repository: "acme/nginx") == .none)
    }

    @Test func `the first source with an entry for a registry wins`() throws {
        let folder = try TemporaryDirectory()
        let named = try folder.write(auths("a.io", "named"), to: "named.json")
        try folder.write(auths("a.io", "runtime"), to: "run/containers/auth.json")
        try folder.write(auths("a.io", "config"), to: "config/containers/auth.json")
        try folder.write(auths("a.io", "docker"), to: "home/.docker/config.json")
        try folder.write(#"{"a.io": {"username": "old", "password": "p"}}"#, to: "home/.dockercfg")
        var environment = [
            "REGISTRY_AUTH_FILE": named, "DOCKER_AUTH_CONFIG": auths("a.io", "variable"),
            "XDG_RUNTIME_DIR": folder.file("run"), "XDG_CONFIG_HOME": folder.file("config"),
        ]
        func user() throws -> CredentialLookup {
            try CredentialStore.load(environment: environment, home: folder.file("home")).lookup("a.io")
        }
        #expect(try user() == password("named"))
        environment["REGISTRY_AUTH_FILE"] = nil
        #expect(try user() == password("variable"))
        environment["DOCKER_AUTH_CONFIG"] = auths("b.io", "variable")
        #expect(try user() == password("runtime"))
        environment["XDG_RUNTIME_DIR"] = folder.file("none")
        #expect(try user() == password("config"))
        environment["XDG_CONFIG_HOME"] = nil
        #expect(try user() == password("docker"))
        environment["DOCKER_CONFIG"] = folder.file("none")
        #expect(try user() == .none)
        try folder.write("{}", to: "home/.docker/config.json")
        environment["DOCKER_CONFIG"] = nil
        #expect(try user() == password("old"))
    }

    @Test func `a file given by the user must exist and be valid`() throws {
        let folder = try TemporaryDirectory()
        #expect(throws: CredentialFileError.self) {
            try CredentialStore.load(environment: ["REGISTRY_AUTH_FILE": folder.file("none")], home: nil)
        }
        let error = try #require(throws: CredentialFileError.self) {
            try CredentialStore.load(
                environment: ["DOCKER_AUTH_CONFIG": #"{"auths": {"a.io": "c2VjcmV0"}}"#], home: nil)
        }
        #expect(error.description.hasPrefix("DOCKER_AUTH_CONFIG:1:"))
        #expect(!error.description.contains("c2VjcmV0"))
    }

    private func secret(_ text: String) throws -> CredentialStore {
        let folder = try TemporaryDirectory()
        let path = try folder.write(text, to: "secret.yaml")
        return try CredentialStore.load(environment: [:], home: nil, secrets: [path])
    }

    @Test func `Kubernetes pull secrets are read in every form`() throws {
        let config = Base64.encode(Array(auths("a.io", "u").utf8))
        let old = Base64.encode(Array(#"{"https://a.io/v1/": {"username": "u", "password": "p"}}"#.utf8))
        for text in [
            "kind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: \(config)\n",
            "kind: Secret\ndata:\n  .dockerconfigjson: |\n    \(config.prefix(20))\n    \(config.dropFirst(20))\n",
            "kind: Secret\nstringData:\n  .dockerconfigjson: '\(auths("a.io", "u"))'\n",
            "kind: Secret\ndata:\n  .dockercfg: \(old)\n",
            "kind: Deployment\n---\nkind: List\nitems:\n- {kind: ConfigMap}\n- kind: Secret\n  data: {.dockercfg: \(old)}\n",
        ] {
            #expect(try secret(text).lookup("a.io", repository: "x/y") == password("u"), "\(text)")
        }
    }

    @Test(
        arguments: [
            ("*.kubernetes.io", "foo.kubernetes.io", "x", true),
            ("*.kubernetes.io", "kubernetes.io", "x", false),
            ("*.kubernetes.io", "a.b.kubernetes.io", "x", false),
            ("*.*.kubernetes.io", "a.b.kubernetes.io", "x", true),
            ("*kubernetes.io", "foo.kubernetes.io", "x", false),
            ("prefix.*.io", "prefix.kubernetes.io", "x", true),
            ("prefix.*.io/path", "prefix.docker.io", "path/subpath", true),
            ("https://prefix.*.io/path", "prefix.docker.io", "other", false),
            ("prefix.*.io:1111", "prefix.docker.io", "path", false),
            ("prefix.*.io:1111/path", "prefix.docker.io:1111", "path/sub", true),
            ("https://kubernetes.io/v1/", "kubernetes.io", "x", true),
            ("https://kubernetes.io/v2/team", "kubernetes.io", "team/x", true),
            ("docker.io", "myhostdocker.io", "x", false),
            ("https://index.docker.io/v1/", "docker.io", "library/nginx", true),
            ("https://index.docker.io/v1/", "world.mesos.org", "foo/bar", false),
        ])
    func `a pull secret matches the hosts that the kubelet would use it for`(
        key: String, registry: String, repository: String, isFound: Bool
    ) throws {
        let text = "kind: Secret\nstringData:\n  .dockerconfigjson: '\(auths(key, "u"))'\n"
        #expect(try secret(text).lookup(registry, repository: repository) == (isFound ? password("u") : .none))
    }

    @Test func `host patterns work in Kubernetes secrets only`() throws {
        #expect(try store(auths("*.io", "u")).lookup("a.io") == .none)
    }

    @Test(arguments: [
        ("kind: ConfigMap\n", "there is no Secret"),
        (
            "kind: Secret\ndata: {.dockerconfigjson: '?'}\n",
            "secret.yaml:2:27: error: `.dockerconfigjson` is not base64"
        ),
        ("kind: Secret\nstringData: {.dockerconfigjson: 'hunter2'}\n", "secret.yaml:2:33: error: `.dockerconfigjson`"),
        ("a: [", "secret.yaml:"),
    ])
    func `a file without a pull secret is an error that shows none of its contents`(text: String, expected: String)
        throws
    {
        let error = try #require(throws: CredentialFileError.self) { try secret(text) }
        #expect(error.description.contains(expected))
        #expect(!error.description.contains("hunter2"))
    }

    @Test func `a credHelpers entry takes precedence over a login in the file`() throws {
        let store = try store(
            #"{"auths": {"a.io": {"auth": "dTpw"}}, "credHelpers": {"https://a.io": "x"}, "credsStore": "y"}"#)
        #expect(store.lookup("a.io") == .helper("x"))
        #expect(store.lookup("b.io") == .helper("y"))
    }
}
