import Foundation
import ImageModel
import TestSupport
import Testing

@testable import Patching

@Suite struct RandomPinTests {
    private static let count: UInt64 = 240

    @Test func `PyYAML sees only digests added, a second run finds nothing to do, and the patch can be reversed`()
        async throws
    {
        let directory = try TemporaryDirectory()
        var names: [String] = []
        var patch: [UInt8] = []
        var pinned = 0
        for seed in 0..<Self.count {
            let name = ["dir x/\(seed).yaml", "ü/\(seed).yaml", "tab\t\(seed).yaml", "\"\(seed)\".yaml"][Int(seed % 4)]
            let text = RandomDocument(seed: seed).text
            let before = Array(text.utf8)
            let fixture = try PinFixture(bytes: before, path: name)
            let after = fixture.plan.files.first?.patched ?? before
            pinned += fixture.plan.files.first?.occurrences.count ?? 0
            // What was left alone stays so, for the same reasons.
            let second = try PinFixture(bytes: after, path: name)
            #expect(second.plan.files.isEmpty, "seed \(seed): \(text)")
            try directory.write(before, to: "old/" + name)
            try directory.write(before, to: "new/" + name)
            try directory.write(after, to: "meant/" + name)
            names.append(name)
            patch += fixture.plan.patch(from: "/").bytes
        }
        #expect(pinned > Int(Self.count), "the documents hold images")

        for (tool, forth, back) in [
            ("/usr/bin/git", ["apply", "--whitespace=nowarn"], ["apply", "-R", "--whitespace=nowarn"]),
            ("/usr/bin/patch", ["-p1", "-s", "--binary", "-i"], ["-R", "-p1", "-s", "--binary", "-i"]),
        ] {
            let file = try directory.write(patch, to: "pins.patch")
            for (arguments, expected) in [(forth, "meant"), (back, "old")] {
                let result = try await ToolRunner(executable: tool).run(arguments + [file], in: directory.file("new"))
                #expect(result.status == 0, "\(tool): \(result.errors)")
                for name in names {
                    #expect(try directory.bytes(of: "new/" + name) == directory.bytes(of: "\(expected)/\(name)"))
                }
            }
        }
        try await compare(names, in: directory)
    }

    /// What PyYAML reads from `old` and `meant`.
    private func compare(_ names: [String], in directory: TemporaryDirectory) async throws {
        let old = try await PinFixture.pyYAML(names.map { directory.file("old/" + $0) })
        let new = try await PinFixture.pyYAML(names.map { directory.file("meant/" + $0) })
        try #require(old.count == names.count && new.count == names.count)
        for index in names.indices {
            let before = PinFixture.strings(old[index])
            let after = PinFixture.strings(new[index])
            for (path, value) in after where before[path] != value {
                if value.hasPrefix("{") { continue }
                let previous = before[path] ?? ""
                let isFilled = path.hasSuffix(".digest") && value == PinFixture.digest
                let added = value.replacing("@" + PinFixture.digest, with: "")
                // A tag that was a number is a string with a digest behind it.
                #expect(isFilled || added == previous || Double(added) == Double(previous), "\(names[index]) \(path)")
            }
            #expect(Set(before.keys).isSubset(of: after.keys))
        }
    }
}
