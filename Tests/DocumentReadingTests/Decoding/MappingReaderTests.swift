import DocumentReading
import SourceText
import Testing

@Suite struct MappingReaderTests {
    private enum Level: String, CaseIterable {
        case off
        case on
    }

    private func message(_ yaml: String) throws -> String? {
        let file = SourceFile(path: "policy.yaml", text: yaml)
        do {
            var reader = try MappingReader(try #require(try DocumentReader.onlyDocument(of: file)), "the policy")
            _ = try reader.string("name")
            _ = try reader.bool("requireMultiArch")
            _ = try reader.strings("platforms")
            _ = try reader.choice("level", Level.self)
            try reader.finish()
            return nil
        } catch let error as DocumentError {
            return "\(error.position) \(error.message)"
        }
    }

    @Test(arguments: [
        ("- 1\n", "1:1 the policy must be a mapping, not a list"),
        ("name: 1\n", "1:7 `name` must be a string, not a number"),
        ("name:\n", "1:6 `name` must be a string, not null"),
        ("requireMultiArch: 'true'\n", "1:19 `requireMultiArch` must be true or false, not a string"),
        (
            "name: x\nrequiremultiarch: true\n",
            "2:1 unknown key `requiremultiarch` in the policy; did you mean `requireMultiArch`?"
        ),
        ("zzz: 1\n", "1:1 unknown key `zzz` in the policy"),
        ("name: a\nname: b\n", "2:1 duplicate key `name` in the policy"),
        ("platforms: [a, {}]\n", "1:16 `platforms` must be a list of strings, not a mapping"),
        ("level: of\n", "1:8 `level` must be one of off, on; did you mean `off`?"),
    ])
    func `a mistake is reported at its position with a suggestion`(yaml: String, expected: String) throws {
        #expect(try message(yaml) == expected)
    }

    @Test func `known keys of the right types are accepted`() throws {
        #expect(try message("name: '1'\nrequireMultiArch: true\nplatforms: [a]\nlevel: off\n") == nil)
    }
}
