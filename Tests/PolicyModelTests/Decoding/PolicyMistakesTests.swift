import PolicyModel
import Testing

private let contract = """
    global:
      acme:
        images:
          policy:
            preferMirror: true
            requireMultiArch: false
            mirrorRegistry: r.example/m

    """

/// Invalid policies, and the first line of the error.
let policyMistakes: [(yaml: String, message: String)] = [
    // Keys
    ("digset: required\n", "1:1: error: unknown key `digset` in the policy; did you mean `digest`?"),
    (
        "images:\n  policy:\n    requireMultiarch: true\n",
        "3:5: error: unknown key `requireMultiarch` in `images.policy`; did you mean `requireMultiArch`?"
    ),
    ("images:\n  polisy: {}\n", "2:3: error: unknown key `polisy` in `images`; did you mean `policy`?"),
    ("mirror: { form: [docker.io] }\n", "1:11: error: unknown key `form` in `mirror`; did you mean `from`?"),
    (
        "imagePullPolicy: Always\n",
        "1:1: error: unknown key `imagePullPolicy` in the policy; did you mean `pullPolicy`?"
    ),
    ("digest: required\ndigest: optional\n", "2:1: error: duplicate key `digest` in the policy"),
    (
        "noShell: []\nshellless: []\n",
        "2:1: error: `shellless` is the former name of `noShell`; a file may have only one of them"
    ),
    ("[digest]\n", "1:1: error: the policy must be a mapping, not a list"),
    ("# nothing\n", "1:1: error: this file contains no policy"),
    (
        "digest: required\n---\ndigest: optional\n",
        "3:1: error: a second document starts here; this file may have only one"
    ),
    // Types
    ("digest: maybe\n", "1:9: error: `digest` must be one of required, preferred, optional"),
    (
        "digest: requird\n",
        "1:9: error: `digest` must be one of required, preferred, optional; did you mean `required`?"
    ),
    ("images: { policy: { preferMirror: yes } }\n", "1:35: error: `preferMirror` must be true or false, not a string"),
    (
        "images: { policy: { preferMirror: \"true\" } }\n",
        "1:35: error: `preferMirror` must be true or false, not a string"
    ),
    ("images: { policy: [] }\n", "1:19: error: `images.policy` must be a mapping, not a list"),
    ("floatingTags: latest\n", "1:15: error: `floatingTags` must be a list, not a string"),
    ("floatingTags: [1]\n", "1:16: error: `floatingTags` must be a list of strings, not a number"),
    ("floatingTags: [\"a[\"]\n", "1:16: error: `a[` is not a valid pattern: unclosed '['"),
    // Platforms
    ("platforms: [linux/arm65]\n", "1:13: error: unknown architecture `arm65`; did you mean `arm64`?"),
    ("platforms: [linx/arm64]\n", "1:13: error: unknown operating system `linx`; did you mean `linux`?"),
    ("platforms: [arm64]\n", "1:13: error: `arm64` is not a platform; write `os/architecture`, such as `linux/arm64`"),
    ("platforms: [linux/arm/v9]\n", "1:13: error: unknown variant of arm `v9`; did you mean `v5`?"),
    ("platforms: []\n", "1:12: error: `platforms` must name at least one platform"),
    ("platforms: [darwin/arm/v7]\n", "1:13: error: darwin does not run on arm, only on amd64, arm64"),
    ("platforms: [windows/s390x]\n", "1:13: error: windows does not run on s390x, only on 386, amd64, arm, arm64"),
    ("platforms: [linux/386/v2]\n", "1:13: error: unknown variant of 386 `v2`"),
    // Rules
    (
        "rules: { mising-platform: error }\n",
        "1:10: error: unknown rule `mising-platform`; did you mean `missing-platform`?"
    ),
    ("rules: { unpinned: fatal }\n", "1:20: error: `unpinned` must be one of error, warning, note, off"),
    ("rules: { unpinned: false }\n", "1:20: error: `unpinned` must be one of error, warning, note, off"),
    ("rules: [unpinned]\n", "1:8: error: `rules` must be a mapping, not a list"),
    ("rules: { unpinned: on }\n", "1:20: error: `unpinned` must be one of error, warning, note, off"),
    (
        "rules: { unpinned: warn }\n",
        "1:20: error: `unpinned` must be one of error, warning, note, off; did you mean `warning`?"
    ),
    // Keys in the wrong place
    (
        "preferMirror: true\n",
        "1:1: error: unknown key `preferMirror` in the policy; did you mean `images.policy.preferMirror`?"
    ),
    ("map: []\n", "1:1: error: unknown key `map` in the policy; did you mean `mirror.map`?"),
    (
        "<<: { digest: required }\n",
        "1:1: error: merge keys are not supported in the policy: write out the members of `<<`"
    ),
    // Names that match no image
    (
        "denied: [\"https://docker.io/*\"]\n",
        "1:10: error: `https://docker.io/*` is not a registry or repository: "
            + "image names have no scheme such as https://"
    ),
    (
        "waivers: [{ rule: unpinned, image: \"loki*\", reason: r, expires: 2026-02-20 }]\n",
        "1:36: error: `loki*` matches no image: names start with a registry; did you mean `**/loki*`?"
    ),
    (
        "overrides: [{ images: [\"*\"], digest: optional }]\n",
        "1:24: error: `*` matches no image: names start with a registry; did you mean `**`?"
    ),
    (
        "denied: [docker.io/]\n",
        "1:10: error: `docker.io/` is not a registry or repository: remove the slash at the end"
    ),
    (
        "private: [ghcr.io/Acme]\n",
        "1:11: error: `ghcr.io/Acme` is not a registry or repository: the repository name must be lower case"
    ),
    (
        "denied: [\"docker.io/*/\"]\n",
        "1:10: error: `docker.io/*/` is not a registry or repository: remove the slash at the end"
    ),
    // Mirror
    (
        "images: { policy: { preferMirror: true } }\n",
        "1:35: error: `preferMirror` is true, but `mirrorRegistry` is not set"
    ),
    (
        "images: { policy: { mirrorRegistry: acme/mirror } }\n",
        "1:37: error: `acme/mirror` is not a registry to mirror to: it must start with the host of a registry"
    ),
    (
        "images: { policy: { mirrorRegistry: \"https://ghcr.io/m\" } }\n",
        "1:37: error: `https://ghcr.io/m` is not a registry to mirror to: "
            + "it contains a scheme such as https://"
    ),
    (
        "mirror: { naming: base }\n",
        "1:19: error: `naming` must be one of explicit, basename, path, host-path, dashed; did you mean `basename`?"
    ),
    ("mirror: { naming: path }\n", "1:19: error: `naming: path` has no effect without `mirror.from`"),
    (
        "mirror:\n  map:\n    - { source: docker.io/a/b, target: b }\n    - { source: a/b, target: c }\n",
        "4:17: error: `docker.io/a/b` already has a target, on line 3"
    ),
    (
        "mirror:\n  map:\n    - { source: docker.io/a/b, target: b }\n    - { source: docker.io/c/b, target: b }\n",
        "4:40: error: `b` is already the target of another image, on line 3"
    ),
    (
        "mirror: { map: [{ source: \"a/b:1\", target: b }] }\n",
        "1:27: error: `a/b:1` is not a repository: `mirror.map` takes repositories; remove tag and digest"
    ),
    (
        "mirror: { map: [{ source: a/b, target: \"b:1\" }] }\n",
        "1:40: error: `b:1` is not a repository without tag and digest"
    ),
    ("mirror: { map: [{ source: a/b }] }\n", "1:17: error: an entry of `mirror.map` lacks `target`"),
    // Tags and workloads
    ("allowedTags: [\"v(\"]\n", "1:15: error: `v(` is not a regular expression"),
    (
        "pullPolicy: ifNotPresent\n",
        "1:13: error: `pullPolicy` must be one of Always, IfNotPresent, Never; did you mean `IfNotPresent`?"
    ),
    ("private: ghcr.io/acme\n", "1:10: error: `private` must be a list, not a string"),
    ("denied: [\"docker.io/[\"]\n", "1:10: error: `docker.io/[` is not a valid pattern: unclosed '['"),
    ("bootstrap: [argocd]\n", "1:12: error: `bootstrap` must be a mapping, not a list"),
    (
        "bootstrap: { namespace: [argocd] }\n",
        "1:14: error: unknown key `namespace` in `bootstrap`; did you mean `namespaces`?"
    ),
    ("bootstrap: { namespaces: [] }\n", "1:26: error: `namespaces` must name at least one pattern"),
    (
        "watch: [ghcr.io/acme/app]\n",
        "1:9: error: `ghcr.io/acme/app` cannot be watched: `watch` takes a tag, without a digest"
    ),
    ("watch: [\"app:${TAG}\"]\n", "1:9: error: `app:${TAG}` cannot be watched: it contains a template directive"),
    (
        "environments: [{ name: \"\", paths: [a] }]\n",
        "1:24: error: the name of an environment must not be empty"
    ),
    ("allowedTags: [\"\"]\n", "1:15: error: an empty expression in `allowedTags` matches no tag"),
    ("environments: [{ paths: [a] }]\n", "1:16: error: an environment lacks `name`"),
    (
        "environments: [{ name: dev }]\n",
        "1:16: error: an environment must say where: `paths`, `kinds`, `namespaces` or `applications`"
    ),
    (
        "environments: [{ name: a, paths: [a] }, { name: a, paths: [b] }]\n",
        "1:49: error: duplicate environment `a`"
    ),
    // Overrides
    (
        "overrides: [{ platforms: [linux/amd64] }]\n",
        "1:13: error: an override must say where: `paths`, `images`, `kinds`, `namespaces`, `names` or `applications`"
    ),
    ("overrides: [{ images: [], digest: optional }]\n", "1:23: error: `images` must name at least one image"),
    (
        "overrides: [{ images: [a/B], digest: optional }]\n",
        "1:24: error: `a/B` is not an image reference: the repository name must be lower case"
    ),
    (
        "overrides: [{ namespace: [dev], digest: optional }]\n",
        "1:15: error: unknown key `namespace` in an override; did you mean `namespaces`?"
    ),
    ("overrides: [{ kinds: Job, digest: optional }]\n", "1:22: error: `kinds` must be a list, not a string"),
    ("overrides: [{ paths: [], digest: optional }]\n", "1:22: error: `paths` must name at least one pattern"),
    (
        "overrides: [{ paths: [a] }]\n",
        "1:13: error: an override must set `platforms`, `digest` or `rules`"
    ),
    (
        "overrides: [{ paths: [a], platform: [linux/amd64] }]\n",
        "1:27: error: unknown key `platform` in an override; did you mean `platforms`?"
    ),
    // Waivers
    (
        "waivers: [{ rule: unpinned, image: a/b, expires: 2026-12-31 }]\n",
        "1:11: error: a waiver lacks `reason`"
    ),
    ("waivers: [{ rule: unpinned, image: a/b, reason: r }]\n", "1:11: error: a waiver lacks `expires`"),
    (
        "waivers: [{ rule: unpinned, image: a/b, reason: r, expires: 2026-02-30 }]\n",
        "1:61: error: `2026-02-30` is not a date; write the last day of the waiver as YYYY-MM-DD"
    ),
    (
        "waivers: [{ rule: unpined, image: a/b, reason: r, expires: 2026-02-20 }]\n",
        "1:19: error: unknown rule `unpined`; did you mean `unpinned`?"
    ),
    (
        "waivers: [{ rule: unpinned, image: a/B, reason: r, expires: 2026-02-20 }]\n",
        "1:36: error: `a/B` is not an image reference: the repository name must be lower case"
    ),
    (
        "waivers: [{ rule: unpinned, image: a/b, reason: \" \", expires: 2026-02-20 }]\n",
        "1:49: error: the reason of a waiver must not be empty"
    ),
    (
        "waivers: [{ rule: unpinned, image: a/b, reason: r, expire: 2026-02-20 }]\n",
        "1:52: error: unknown key `expire` in a waiver; did you mean `expires`?"
    ),
    (
        "waivers: [{ rule: unpinned, reason: r, expires: 2026-02-20 }]\n",
        "1:11: error: a waiver must name an `image` or a place: `paths`, `kinds`, `namespaces`, `names` or `applications`"
    ),
    (
        "waivers: [{ rule: unpinned, image: a/b, platforms: [linux/arm65], reason: r, expires: 2026-02-20 }]\n",
        "1:53: error: unknown architecture `arm65`; did you mean `arm64`?"
    ),
    (
        "waivers: [{ rule: unpinned, namespaces: [], reason: r, expires: 2026-02-20 }]\n",
        "1:41: error: `namespaces` must name at least one pattern"
    ),
    (
        "waivers: [{ rule: expired-waiver, image: a/b, reason: r, expires: 2026-02-20 }]\n",
        "1:19: error: `expired-waiver` is about the policy itself and takes no waiver; correct the policy instead"
    ),
    // Globals
    ("global: 1\n", "1:9: error: `global` must be a mapping, not a number"),
    ("global:\n  acme: {}\n", "2:3: error: no child of `global` has `images.policy`"),
    (
        contract,
        "6:27: error: `requireMultiArch` is false, but neither `cluster.arch` nor `platforms` is set"
    ),
    (
        contract.replacing("preferMirror: true", with: "preferMiror: true"),
        "5:9: error: unknown key `preferMiror` in `global.acme.images.policy`; did you mean `preferMirror`?"
    ),
    (
        contract.replacing("preferMirror: true", with: "preferMirror: \"true\""),
        "5:23: error: `preferMirror` must be true or false, not a string"
    ),
    (
        contract.replacing("    images:", with: "    images: {}\n    images:"),
        "4:5: error: duplicate key `images` in `global.acme`"
    ),
    (
        contract.replacing("images:", with: "image:"),
        "3:5: error: no child of `global` has `images.policy`, but `global.acme` has `image`; did you mean `images`?"
    ),
    (
        contract.replacing("policy:", with: "polices:"),
        "4:7: error: no child of `global` has `images.policy`, but `global.acme.images` has `polices`; "
            + "did you mean `policy`?"
    ),
    (
        contract.replacing("images:", with: "cluster: { arch: amd46 }\n    images:"),
        "3:22: error: unknown architecture `amd46`; did you mean `amd64`?"
    ),
]

@Suite struct PolicyMistakesTests {
    @Test(arguments: policyMistakes.indices) func `a mistake is reported with its place and a suggestion`(index: Int)
        throws
    {
        let (yaml, message) = policyMistakes[index]
        let error = #expect(throws: PolicyError.self) { try load(yaml) }
        let lines = (error?.description ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first.map(String.init) == "0.yaml:" + message)
        #expect(lines.count == 3)
    }

    @Test func `the line is shown with a caret below the place`() throws {
        let error = #expect(throws: PolicyError.self) { try load("digest: required\nplatforms: [linux/arm65]\n") }
        #expect(
            error?.description == """
                0.yaml:2:13: error: unknown architecture `arm65`; did you mean `arm64`?
                platforms: [linux/arm65]
                            ^
                """)
    }

    @Test func `a contract beside globals is refused, in any order`() {
        let policy = "images:\n  policy: { preferMirror: false }\n"
        let globals = contract.replacing("false", with: "true")
        for (first, second) in [(policy, globals), (globals, policy)] {
            let error = #expect(throws: PolicyError.self) { try load(first, second) }
            #expect(
                error?.description.contains(
                    ".yaml:2:11: error: `images.policy` is already set by the Helm globals") == true)
        }
    }

    @Test func `a contract option without globals is refused`() {
        let error = #expect(throws: PolicyError.self) { try load("digest: required", contract: "global.acme") }
        #expect(
            error?.description
                == "error: --contract selects from Helm globals, but none of the policy files has `global`")
    }

    @Test(arguments: ["global.other", "acme", "global."])
    func `a contract option without a match is refused`(choice: String) {
        let error = #expect(throws: PolicyError.self) { try load(contract, contract: choice) }
        #expect(error?.description.contains("`\(choice)` does not exist") == true)
    }

    @Test func `two organisations need a choice`() {
        let error = #expect(throws: PolicyError.self) { try load(contract, contract.replacing("acme", with: "bcme")) }
        #expect(
            error?.description.contains(
                "`global.acme` and `global.bcme` have `images.policy`; choose one with --contract global.NAME") == true)
    }
}
