import Testing

@testable import RegistryAccess

@Suite struct AuthenticationChallengeTests {
    private static let hub = [
        "realm": "https://auth.docker.io/token", "service": "registry.docker.io",
        "scope": "repository:docker/docker:pull",
    ]

    private static func bearer(_ parameters: [String: String]) -> AuthenticationChallenge {
        AuthenticationChallenge(scheme: "bearer", parameters: parameters)
    }

    @Test(
        arguments: [
            (
                "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:docker/docker:pull\"",
                [bearer(hub)]
            ),
            ("BaSiC ReAlM=\"x\"", [AuthenticationChallenge(scheme: "basic", parameters: ["realm": "x"])]),
            ("Bearer realm=unquoted", [bearer(["realm": "unquoted"])]),
            ("Bearer realm=/, service=\"s\"", [bearer(["realm": "/", "service": "s"])]),
            (
                "Bearer realm = \"x\"   ,service=y, scope  =\"z\"  ",
                [bearer(["realm": "x", "service": "y", "scope": "z"])]
            ),
            (#"Bearer slashed="he\"\l\lo",foo="foo\"bar""#, [bearer(["slashed": #"he"llo"#, "foo": #"foo"bar"#])]),
            ("Bearer realm=\"r\",empty=\"\",service=\"s\"", [bearer(["realm": "r", "empty": "", "service": "s"])]),
            (
                "Bearer realm=\"r\",service=\"s\", Basic realm=\"GitHub Package Registry\"",
                [
                    bearer(["realm": "r", "service": "s"]),
                    AuthenticationChallenge(scheme: "basic", parameters: ["realm": "GitHub Package Registry"]),
                ]
            ),
            (
                "Negotiate, Basic realm=\"a, b\"",
                [
                    AuthenticationChallenge(scheme: "negotiate"),
                    AuthenticationChallenge(scheme: "basic", parameters: ["realm": "a, b"]),
                ]
            ),
            (
                "NTLM TlRMTVNTUAACAAAA==,Basic realm=x",
                [
                    AuthenticationChallenge(scheme: "ntlm", token68: "TlRMTVNTUAACAAAA=="),
                    AuthenticationChallenge(scheme: "basic", parameters: ["realm": "x"]),
                ]
            ),
            ("Basic", [AuthenticationChallenge(scheme: "basic")]),
            ("Bearer  ", [AuthenticationChallenge(scheme: "bearer")]),
            (" , ,, Basic realm=x ,,", [AuthenticationChallenge(scheme: "basic", parameters: ["realm": "x"])]),
            ("foo bar", [AuthenticationChallenge(scheme: "foo", token68: "bar")]),
            ("", []),
            (",,,", []),
        ] as [(String, [AuthenticationChallenge])])
    func `a header field is split into its challenges`(field: String, expected: [AuthenticationChallenge]) {
        #expect(AuthenticationChallenge.parse([field]) == expected)
    }

    @Test(arguments: [
        "Bearer realm=\"r\" service=\"s\"",
        "Bearer realm=\"r\",service=\"unclosed",
        #"Bearer realm="r",service="dangling\"#,
        "Bearer realm=\"r\",service=",
        "Bearer realm=\"r\",=x",
        "Bearer realm=\"r\",(service)",
        "Bearer realm=\"r\", NTLM x==, realm=\"of nobody\"",
    ])
    func `a malformed field is read up to the defect`(field: String) {
        #expect(AuthenticationChallenge.parse([field]) == [Self.bearer(["realm": "r"])])
    }

    @Test(arguments: [
        "Bearer service=\"s\",realm=\"unclosed",
        "Bearer realm=\"https://a\",realm=\"https://b\"",
        "realm=\"r\"",
        "Bearer realm=\"a\u{0}b\"",
        "Bearer realm=\"a\nb\"",
        "Bearer realm=\"" + String(repeating: "x", count: 9000) + "\"",
        "Bearer " + (0..<40).map { "p\($0)=x" }.joined(separator: ","),
    ])
    func `an incomplete, ambiguous or abusive field gives no usable challenge`(field: String) {
        #expect(AuthenticationChallenge.parse([field]).allSatisfy { $0.parameters["realm"] == nil })
    }

    @Test func `a realm repeated with the same value counts once`() {
        #expect(AuthenticationChallenge.parse(["Basic realm=x, realm=x"]).first?.parameters == ["realm": "x"])
    }

    @Test func `Bearer is preferred to Basic across all fields, and no other scheme is tried`() {
        let challenges = AuthenticationChallenge.parse(["Negotiate", "Basic realm=x", "Bearer realm=y"])
        #expect(AuthenticationChallenge.preferred(of: challenges)?.scheme == "bearer")
        #expect(AuthenticationChallenge.preferred(of: Array(challenges.prefix(2)))?.scheme == "basic")
        #expect(AuthenticationChallenge.preferred(of: Array(challenges.prefix(1))) == nil)
    }
}
