package import AuditModel
package import DocumentReading
internal import ImageModel
package import SourceText

/// Merges policy files, later over earlier, over the built-in default. A file with `global` at its top level is a Helm
/// globals file.
package struct PolicyLoader {
    private let decoder: PolicyDecoder
    private let contract: String?

    /// - Parameters:
    ///   - rules: the names that a policy may use, and how their findings are waived.
    ///   - contract: `global.NAME`, for globals with several organisations.
    package init(rules: [String: Waiver.Form], contract: String? = nil) {
        self.decoder = PolicyDecoder(rules: rules)
        self.contract = contract
    }

    package func policy(from files: [SourceFile]) throws(PolicyError) -> Policy { try read(files).policy }

    /// The effective policy with the file and line that decided each value.
    ///
    /// - Parameter levels: the levels of all rules under the policy.
    package func explanation(
        of files: [SourceFile], levels: (Policy) -> [RuleID: RuleLevel] = { _ in [:] }
    ) throws(PolicyError) -> PolicyExplanation {
        let reading = try read(files)
        var values = try Self.value(of: Self.root(of: BuiltInPolicy.file))
        for root in reading.documents { values = values.merged(with: try Self.value(of: root)) }
        if let contract = reading.globals?.contractValue() {
            values = values.merged(with: contract.nested(under: "policy").nested(under: "images"))
        }
        return PolicyExplanation(
            values, policy: reading.policy, cluster: reading.globals?.clusterValue(), levels: levels(reading.policy))
    }

    /// A policy and the documents that it was read from.
    private struct Reading {
        let policy: Policy
        /// The policy documents, without Helm globals.
        let documents: [TreeNode]
        let globals: GlobalsDecoder?
    }

    private func read(_ files: [SourceFile]) throws(PolicyError) -> Reading {
        var layer = PolicyLayer()
        var documents: [TreeNode] = []
        var merged: MergedValue?
        for file in files {
            let root = try Self.root(of: file)
            do throws(DocumentError) {
                if let node = root["global"]?.dereferenced {
                    guard node.isMapping else {
                        throw node.error("`global` must be a mapping, not \(node.typeDescription)")
                    }
                    let value = try MergedValue(node)
                    merged = merged?.merged(with: value) ?? value
                } else {
                    try decoder.decode(root, into: &layer)
                    documents.append(root)
                }
            } catch {
                throw .document(error)
            }
        }
        if merged != nil, let node = layer.contractNode {
            throw .document(
                node.error("`images.policy` is already set by the Helm globals; remove it here"))
        }
        let globals = merged.map { GlobalsDecoder(globals: $0, choice: contract) }
        var cluster: ClusterFacts?
        if let globals {
            let contract = try globals.contract()
            layer.preferMirror = contract.preferMirror
            layer.requireMultiArch = contract.requireMultiArch
            layer.mirrorRegistry = contract.mirrorRegistry
            cluster = contract.cluster
        } else if contract != nil {
            throw .usage("--contract selects from Helm globals, but none of the policy files has `global`")
        }
        do throws(DocumentError) {
            var policy = try resolved(layer, cluster)
            policy.files = files.map(\.path)
            return Reading(policy: policy, documents: documents, globals: globals)
        } catch {
            throw .document(error)
        }
    }

    /// The values of a document, under the current names of their keys.
    private static func value(of node: TreeNode) throws(PolicyError) -> MergedValue {
        do throws(DocumentError) {
            let value = try MergedValue(node)
            guard case .mapping(let members, _, let duplicate) = value,
                let former = members.first(where: { $0.key == PolicyDecoder.formerNoShell })
            else { return value }
            return MergedValue.mapping(members.filter { $0.key != former.key }, node: node, duplicate: duplicate)
                .merged(with: former.value.nested(under: "noShell"))
        } catch {
            throw .document(error)
        }
    }

    private static func root(of file: SourceFile) throws(PolicyError) -> TreeNode {
        do throws(DocumentError) {
            guard let root = try DocumentReader.onlyDocument(of: file) else {
                throw DocumentError(.meaning, in: file, at: 0, "this file contains no policy")
            }
            return root
        } catch {
            throw .document(error)
        }
    }

    /// The layers over the built-in default.
    private func resolved(_ layer: PolicyLayer, _ cluster: ClusterFacts?) throws(DocumentError) -> Policy {
        var policy = Policy()
        policy.cluster = cluster
        policy.contract = ImageContract(
            preferMirror: layer.preferMirror?.value ?? policy.contract.preferMirror,
            requireMultiArch: layer.requireMultiArch?.value ?? policy.contract.requireMultiArch,
            mirrorRegistry: layer.mirrorRegistry?.value ?? policy.contract.mirrorRegistry)
        if let prefer = layer.preferMirror, prefer.value, policy.contract.mirrorRegistry == nil {
            throw prefer.node.error("`preferMirror` is true, but `mirrorRegistry` is not set")
        }
        policy.platforms = try platforms(layer, cluster)
        policy.digest = layer.digest ?? policy.digest
        policy.floatingTags = layer.floatingTags ?? policy.floatingTags
        policy.allowedTags = layer.allowedTags ?? []
        policy.pullPolicy = layer.pullPolicy
        policy.privateImages = layer.privateImages ?? []
        policy.denied = layer.denied ?? []
        policy.noShell = layer.noShell ?? []
        policy.bootstrap = layer.bootstrap.sorted { $0.key < $1.key }.map(\.value)
        policy.watch = layer.watch ?? []
        policy.environments = layer.environments ?? []
        policy.mirror = MirrorPolicy(
            from: layer.from ?? [], except: layer.except ?? [], naming: layer.naming?.value ?? .explicit,
            map: layer.map ?? [])
        if let naming = layer.naming, naming.value != .explicit, policy.mirror.from.isEmpty {
            throw naming.node.error("`naming: \(naming.value.rawValue)` has no effect without `mirror.from`")
        }
        policy.rules = layer.rules
        policy.extraction = ExtractionSettings(
            rules: layer.extractionRules ?? [], ignored: layer.ignoredFields ?? [])
        policy.overrides = layer.overrides ?? []
        policy.waivers = layer.waivers ?? []
        policy.warnings = layer.warnings
        return policy
    }

    private func platforms(_ layer: PolicyLayer, _ cluster: ClusterFacts?) throws(DocumentError) -> [Platform] {
        if let platforms = layer.platforms { return platforms }
        guard let require = layer.requireMultiArch, !require.value else { return Policy.multipleArchitectures }
        guard let architecture = cluster?.architecture else {
            throw require.node.error(
                "`requireMultiArch` is false, but neither `cluster.arch` nor `platforms` is set")
        }
        return [Platform(operatingSystem: "linux", architecture: architecture)]
    }
}

/// Why no policy could be loaded: an error in a file, or a wrong combination of files and options.
package enum PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    case document(DocumentError)
    case usage(String)

    package var description: String {
        switch self {
        case .document(let error): error.description
        case .usage(let message): "error: \(message)"
        }
    }
}
