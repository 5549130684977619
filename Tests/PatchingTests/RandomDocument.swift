/// YAML with images in all styles, another one for each seed.
struct RandomDocument {
    private var state: UInt64
    private(set) var text = ""

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let ending = pick(["\n", "\n", "\n", "\r\n"])
        var lines: [String] = []
        if chance(8) { lines.append("# naïve 日本語 😀") }
        for number in 0..<(1 + below(3)) {
            if number > 0 || chance(3) { lines.append("---" + pick(["", " # next", " !!map"])) }
            lines += chance(3) ? values() : object()
        }
        text = (chance(8) ? "\u{FEFF}" : "") + lines.joined(separator: ending) + (chance(4) ? "" : ending)
    }

    // MARK: - Chance

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    private mutating func chance(_ one: Int) -> Bool { below(one) == 0 }
    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    // MARK: - Pieces

    private mutating func repository() -> String {
        pick(["nginx", "a/b", "quay.io/x/y-z", "localhost:5000/a/b_c", "ghcr.io/acme/app", "Ghcr.io/x"])
            + (chance(2) ? "" : String(below(9)))
    }

    private mutating func tag() -> String { pick(["1", "v1.2.3", "1.10", "latest", "8-alpine", "2024_01", "1e3"]) }

    private mutating func image() -> String {
        repository()
            + pick(["", ":" + tag(), ":" + tag(), ":" + tag(), "@sha256:" + String(repeating: "cd", count: 32)])
    }

    private mutating func comment() -> String {
        pick(["", "", "", " # why", "  # {\"$imagepolicy\": \"a:b\"}", " # renovate: nginx:1"])
    }

    /// A scalar behind `key:`, as lines whose first continues that one.
    private mutating func scalar(_ text: String, _ indentation: String) -> String {
        let property = pick(["", "", "", "", "!!str ", "&a\(below(1000)) ", "&b\(below(1000)) !!str "])
        let inner = indentation + "  "
        switch below(10) {
        case 0: return property + "'\(text)'" + comment()
        case 1: return property + "\"\(text)\"" + comment()
        case 2: return property + "\"" + text.replacing(":", with: "\\x3A") + "\"" + comment()
        case 3: return property + pick(["|", "|-", "|+", ">-", ">"]) + "\n" + inner + text
        case 4: return "\n" + inner + text + comment()
        default: return property + text + comment()
        }
    }

    private mutating func member(_ key: String, _ value: String, _ indentation: String) -> [String] {
        (indentation + key + ": " + scalar(value, indentation)).split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) }
    }

    private mutating func object() -> [String] {
        var lines = [
            "apiVersion: v1", "kind: Pod", "metadata: {name: x, labels: {v: \(tag())}}", "spec:", "  containers:",
        ]
        for _ in 0..<(1 + below(4)) {
            switch below(5) {
            case 0: lines.append("    - {name: a, image: \(image())\(pick(["", " ", ", x: [1, 2]"]))}" + comment())
            case 1: lines.append("    - {\"name\":\"a\",\"image\":\"\(image())\"}")
            case 2:
                lines.append("    - image: &i\(below(1000)) \(image())")
                lines.append("      name: '日本'" + comment())
            case 3:
                lines += ["    - name: a", "      args:", "        - --sidecar-image=\(image())" + comment()]
                lines += member("image", image(), "      ")
            default:
                lines.append("    - name: a" + comment())
                lines += member("image", image(), "      ")
            }
        }
        return lines
    }

    private mutating func values() -> [String] {
        var lines = ["replicaCount: 1" + comment(), "resources: {}"]
        for number in 0..<(1 + below(3)) {
            lines.append("part\(number):")
            let digest = pick(["", "~", "null", "''", "\"\"", " # none"])
            if chance(4) {
                let tail = chance(2) ? ", digest: \(pick(["''", "null", "~"]))" : ""
                lines.append("  image: {repository: \(repository()), tag: v\(below(9))\(tail)}" + comment())
                continue
            }
            lines.append("  image:" + comment())
            var members = [member("repository", repository(), "    "), member("tag", tag(), "    ")]
            if chance(2) { members.append(["    digest: " + digest]) }
            if chance(3) { members.append(["    pullPolicy: Always"]) }
            if chance(3) { members.swapAt(0, members.count - 1) }
            lines += members.joined()
        }
        return lines
    }
}
