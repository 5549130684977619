import SourceText
import TestSupport
import Testing

@testable import RegistryAccess

@Suite struct CredentialStoreTests {
    private func store(_ json: String) throws -> CredentialStore {
        try CredentialStore(SourceFile(path: "config.json", text: json))
    }

    private func password(_ user: String, _ password: String) -> CredentialLookup {
        .found(.password(user: user, password: Secret(password)))
    }

    @Test(arguments: [
        "https://index.docker.io/v1/", "https://index.docker.io/v1", "http://index.docker.io/v1", "index.docker.io",
        "docker.io", "registry-1.docker.io", "https://docker.io",
    ])
    func `every spelling of Docker Hub is docker.io`(key: String) throws {
        let store = try store(#"{"auths": {"\#(key)": {"auth": "dTpwOnc="}}}"#)
        #expect(store.lookup("docker.io") == password("u", "p:w"))
    }

    @Test func `docker.io wins over Docker's canonical key, and that over other spellings`() throws {
        let store = try store(
            #"{"auths": {"index.docker.io": {"auth": "Yzpj"}, "https://index.docker.io/v1/": {"auth": "Yjpi"}}}"#)
        #expect(store.lookup("docker.io") == password("b", "b"))
        let plain = try self.store(
            #"{"auths": {"https://index.docker.io/v1/": {"auth": "Yjpi"}, "docker.io": {"auth": "YTph"}}}"#)
        #expect(plain.lookup("docker.io") == password("a", "a"))
    }

    @Test(arguments: [
        ("ghcr.io", "ghcr.io", true),
        ("https://ghcr.io", "ghcr.io", true),
        ("https://ghcr.io/v2/", "ghcr.io", true),
        ("GHCR.io", "ghcr.io", true),
        ("localhost:5000", "localhost:5000", true),
        ("ghcr.io", "ghcr.io:443", true),
        ("ghcr.io:443", "ghcr.io", true),
        ("ghcr.io:4443", "ghcr.io", false),
        ("azurecr.io", "evil.azurecr.io.attacker.com", false),
        ("localhost", "localhost:5000", false),
        ("localhost:5000", "localhost", false),
        ("example.org", "registry.example.org", false),
        ("example.org", "example.org.evil.com", false),
        ("example.org", "notexample.org", false),
        ("quay.io/team", "quay.io", false),
    ])
    func `a login belongs to exactly one host and port`(key: String, registry: String, isFound: Bool) throws {
        let store = try store(#"{"auths": {"\#(key)": {"auth": "dTpw"}}}"#)
        #expect(store.lookup(registry) == (isFound ? password("u", "p") : .none))
    }

    @Test func `username and password are accepted without auth`() throws {
        let store = try store(#"{"auths": {"a.io": {"username": "u", "password": "p"}, "b.io": {}}}"#)
        #expect(store.lookup("a.io") == password("u", "p"))
        #expect(store.lookup("b.io") == .none)
    }

    @Test func `an identity token is not a password`() throws {
        let store = try store(#"{"auths": {"a.io": {"auth": "dTo=", "identitytoken": "t"}}}"#)
        #expect(store.lookup("a.io") == .found(.identityToken(Secret("t"), user: "u")))
    }

    @Test func `a helper is used where the file has no login`() throws {
        let store = try store(
            #"{"auths": {"a.io": {"auth": "dTpw"}, "b.io": {}}, "credHelpers": {"c.io": "ecr"}, "credsStore": "desktop"}"#
        )
        #expect(store.lookup("a.io") == password("u", "p"))
        #expect(store.lookup("b.io") == .helper("desktop"))
        #expect(store.lookup("c.io") == .helper("ecr"))
    }

    @Test(arguments: ["", " \n", "{}", #"{"auths": null}"#, #"{"auths": {}, "HttpHeaders": {"a": 1}}"#])
    func `a file without logins is not an error`(json: String) throws {
        #expect(try store(json).lookup("docker.io") == .none)
    }

    @Test(arguments: [
        ("{", "config.json:1:2: error:"),
        ("[]", "config.json:1:1: error: the file must contain a JSON object"),
        (#"{"auths": []}"#, "config.json:1:11: error: `auths` must be an object, not a list"),
        (#"{"auths": {"a.io": {"auth": "?"}}}"#, "`auth` of `a.io` is not base64"),
        (#"{"auths": {"a.io": {"auth": "c2VjcmV0"}}}"#, "`auth` of `a.io` does not hold `user:password`"),
        (#"{"auths": {"a.io": {"auth": "OnB3"}}}"#, "`auth` of `a.io` does not hold `user:password`"),
        (#"{"auths": {"a.io": {"username": "u", "password": 1}}}"#, "`password` of `a.io` must be a string"),
        (#"{"auths": {"a.io": {"auth": "dTpw"}, "a.io": {"auth": "dTpx"}}}"#, "duplicate key"),
    ])
    func `a parse error does not quote the file`(json: String, expected: String) throws {
        let error = try #require(throws: CredentialFileError.self) { try store(json) }
        #expect(error.description.contains(expected))
        #expect(!error.description.contains("c2VjcmV0") && !error.description.contains("dTp"))
    }

    @Test func `DOCKER_CONFIG takes precedence over the home folder, and no file means no login`() throws {
        let folder = try TemporaryDirectory()
        try folder.write(#"{"auths": {"a.io": {"auth": "dTpw"}}}"#, to: "docker/config.json")
        try folder.write(#"{"auths": {"a.io": {"auth": "bDpw"}}}"#, to: "home/.docker/config.json")
        let docker = folder.file("docker")
        let home = folder.file("home")
        func lookup(_ environment: [String: String], _ home: String?) throws -> CredentialLookup {
            try CredentialStore.load(environment: environment, home: home).lookup("a.io")
        }
        #expect(try lookup(["DOCKER_CONFIG": docker], home) == password("u", "p"))
        #expect(try lookup(["DOCKER_CONFIG": ""], home) == password("l", "p"))
        #expect(try lookup([:], home) == password("l", "p"))
        #expect(try lookup(["DOCKER_CONFIG": folder.file("none")], home) == .none)
        #expect(try lookup([:], folder.file("none")) == .none)
        #expect(try lookup([:], nil) == .none)
    }

    @Test func `a folder counts as a missing file, and a broken file is an error that names it`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("x", to: "folder/config.json/x")
        let path = try folder.write("{", to: "broken/config.json")
        #expect(
            try CredentialStore.load(environment: ["DOCKER_CONFIG": folder.file("folder")], home: nil).lookup("a.io")
                == .none)
        let error = try #require(throws: CredentialFileError.self) {
            try CredentialStore.load(environment: ["DOCKER_CONFIG": folder.file("broken")], home: nil)
        }
        #expect(error.path == path)
    }

    @Test func `a secret does not appear in descriptions`() {
        let secret = Secret("hunter2")
        let credential = Credential.password(user: "u", password: secret)
        var dumped = ""
        dump(CredentialLookup.found(credential), to: &dumped)
        for text in ["\(secret)", "\(credential)", String(reflecting: credential), dumped] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ])
    func `base64 encodes and decodes as in RFC 4648`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["Z", "Zg=", "Z=g=", "Zm 9v", "Zm9-"])
    func `invalid base64 is not decoded`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
