import PolicyModel
import SourceText

/// The rules that the policies of these tests may name.
let ruleNames: Set<String> = [
    "missing-platform", "floating-tag", "unpinned", "upstream-used", "invalid-reference", "unrendered-template",
    "expired-waiver",
]

/// One file a text, named `0.yaml`, `1.yaml`, …
func load(_ texts: String..., contract: String? = nil) throws -> Policy {
    try PolicyLoader(rules: ruleNames, contract: contract).policy(
        from: texts.enumerated().map { SourceFile(path: "\($0).yaml", text: $1) })
}
