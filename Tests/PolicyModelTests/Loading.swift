import PolicyModel
import SourceText

/// The rules that policies in these tests may name.
let ruleNames: [String: Waiver.Form] = [
    "missing-platform": .image, "floating-tag": .image, "unpinned": .image, "upstream-used": .image,
    "invalid-reference": .text, "unrendered-template": .text, "expired-waiver": .never,
]

/// One file per text, named `0.yaml`, `1.yaml`, …
func load(_ texts: String..., contract: String? = nil) throws -> Policy {
    try PolicyLoader(rules: ruleNames, contract: contract).policy(
        from: texts.enumerated().map { SourceFile(path: "\($0).yaml", text: $1) })
}
