internal import DocumentReading

/// Reads the fleet contract from merged Helm globals: `global.<organisation>.images.policy` and `.cluster`. The rest of
/// the globals is ignored.
struct GlobalsDecoder {
    /// All of `global`.
    let globals: MergedValue
    /// `global.NAME`, if the user chose one; required when several organisations have a contract.
    let choice: String?

    struct Contract {
        var preferMirror: PolicyLayer.Placed<Bool>
        var requireMultiArch: PolicyLayer.Placed<Bool>
        var mirrorRegistry: PolicyLayer.Placed<RepositoryPrefix?>
        var cluster: ClusterFacts?
    }

    func contract() throws(PolicyError) -> Contract {
        do throws(DocumentError) {
            let (name, organisation) = try organisation()
            return try contract(of: organisation, name)
        } catch {
            throw .document(error)
        }
    }

    /// `images.policy` of the organisation, with the nodes that it comes from.
    func contractValue() -> MergedValue? { try? organisation().value["images"]?["policy"] }

    /// `cluster` of the organisation.
    func clusterValue() -> MergedValue? { try? organisation().value["cluster"] }

    private func organisation() throws(DocumentError) -> (name: String, value: MergedValue) {
        let found = try chosenOrganisation()
        let name = String(found.name.dropFirst("global.".count))
        try refuseTwice([name], in: globals, "global")
        try refuseTwice(["images", "cluster"], in: found.value, found.name)
        if let images = found.value["images"] { try refuseTwice(["policy"], in: images, found.name + ".images") }
        return found
    }

    /// Readers disagree about which of two equal keys wins, so duplicates on the way to the contract are errors.
    private func refuseTwice(_ keys: Set<String>, in value: MergedValue, _ path: String) throws(DocumentError) {
        guard case .mapping(_, _, let duplicate?) = value, let key = duplicate.text, keys.contains(key) else { return }
        throw duplicate.error("duplicate key `\(key)` in `\(path)`")
    }

    private func chosenOrganisation() throws(DocumentError) -> (name: String, value: MergedValue) {
        if let choice {
            let name = String(choice.dropFirst("global.".count))
            guard choice.hasPrefix("global."), let value = globals[name] else {
                throw globals.node.error("`\(choice)` does not exist; use --contract global.NAME")
            }
            return (choice, value)
        }
        let candidates = globals.members.filter { $0.value["images"]?["policy"] != nil }
        guard let only = candidates.first else {
            throw mistyped() ?? globals.node.error("no child of `global` has `images.policy`")
        }
        guard candidates.count == 1 else {
            let names = candidates.map { "`global.\($0.key)`" }.sorted().joined(separator: " and ")
            throw (candidates[1].keyNode ?? globals.node).error(
                "\(names) have `images.policy`; choose one with --contract global.NAME")
        }
        return ("global." + only.key, only.value)
    }

    /// An error about a key that was probably meant to be `images` or `policy`.
    private func mistyped() -> DocumentError? {
        for child in globals.members {
            for (value, expected) in [(child.value, "images"), (child.value["images"], "policy")] {
                guard let value, value[expected] == nil,
                    let key = Suggestion.nearest(to: expected, among: value.members.map(\.key)),
                    let node = value.members.last(where: { $0.key == key })?.keyNode
                else { continue }
                return node.error(
                    "no child of `global` has `images.policy`, but `global.\(child.key)"
                        + "\(expected == "policy" ? ".images" : "")` has `\(key)`; did you mean `\(expected)`?")
            }
        }
        return nil
    }

    private func contract(of organisation: MergedValue, _ name: String) throws(DocumentError) -> Contract {
        guard let images = organisation["images"] else { throw organisation.node.error("`\(name)` lacks `images`") }
        let path = name + ".images.policy"
        guard let policy = images["policy"] else { throw images.node.error("`\(name).images` lacks `policy`") }
        let keys = ["preferMirror", "requireMultiArch", "mirrorRegistry"]
        try check(policy, path, keys: keys)
        return Contract(
            preferMirror: try bool(keys[0], in: policy, path),
            requireMultiArch: try bool(keys[1], in: policy, path),
            mirrorRegistry: try registry(keys[2], in: policy, path),
            cluster: try cluster(of: organisation, name))
    }

    private func cluster(of organisation: MergedValue, _ name: String) throws(DocumentError) -> ClusterFacts? {
        guard let value = organisation["cluster"] else { return nil }
        let path = name + ".cluster"
        guard case .mapping = value else { throw mismatch(value, path, "a mapping") }
        var cluster = ClusterFacts()
        cluster.type = try string("type", in: value, path)?.text
        cluster.name = try string("name", in: value, path)?.text
        if let (architecture, node) = try string("arch", in: value, path) {
            if case .failure(let problem) = KnownPlatforms.platform("linux/" + architecture) {
                throw node.error(problem.message)
            }
            cluster.architecture = architecture
        }
        return cluster
    }

    private func check(_ value: MergedValue, _ path: String, keys: [String]) throws(DocumentError) {
        guard case .mapping(_, _, let duplicate) = value else { throw mismatch(value, path, "a mapping") }
        if let duplicate { throw duplicate.error("duplicate key `\(duplicate.text ?? "")` in `\(path)`") }
        for member in value.members where !keys.contains(member.key) {
            let guess = Suggestion.nearest(to: member.key, among: keys).map { "; did you mean `\($0)`?" } ?? ""
            throw (member.keyNode ?? member.value.node).error("unknown key `\(member.key)` in `\(path)`\(guess)")
        }
    }

    private func bool(
        _ key: String, in value: MergedValue, _ path: String
    ) throws(DocumentError) -> PolicyLayer.Placed<Bool> {
        guard let member = value[key] else { throw value.node.error("`\(path)` lacks `\(key)`") }
        guard case .scalar(let node) = member, let bool = node.bool else {
            throw mismatch(member, key, "true or false")
        }
        return PolicyLayer.Placed(value: bool, node: node)
    }

    private func registry(
        _ key: String, in value: MergedValue, _ path: String
    ) throws(DocumentError) -> PolicyLayer.Placed<RepositoryPrefix?> {
        guard let (text, node) = try string(key, in: value, path) else {
            throw value.node.error("`\(path)` lacks `\(key)`")
        }
        return PolicyLayer.Placed(value: try PolicyDecoder.mirrorRegistry(text, node), node: node)
    }

    private func string(
        _ key: String, in value: MergedValue, _ path: String
    ) throws(DocumentError) -> (text: String, node: TreeNode)? {
        guard let member = value[key] else { return nil }
        guard case .scalar(let node) = member, let text = node.string else { throw mismatch(member, key, "a string") }
        return (text, node)
    }

    private func mismatch(_ value: MergedValue, _ name: String, _ expected: String) -> DocumentError {
        value.node.error("`\(name)` must be \(expected), not \(value.node.typeDescription)")
    }
}
