internal import DocumentReading
internal import ImageModel
package import SourceText

/// Makes one policy of the files that were given, later over earlier, over the built-in default. A file whose top level
/// has `global` is a Helm globals file.
package struct PolicyLoader {
    private let decoder: PolicyDecoder
    private let contract: String?

    /// - Parameters:
    ///   - rules: the names that a policy may use.
    ///   - contract: `global.NAME`, where globals hold several organisations.
    package init(rules: Set<String>, contract: String? = nil) {
        self.decoder = PolicyDecoder(rules: rules)
        self.contract = contract
    }

    package func policy(from files: [SourceFile]) throws(PolicyError) -> Policy {
        var layer = PolicyLayer()
        var globals: GlobalsValue?
        do throws(DocumentError) {
            for file in files {
                guard let root = try DocumentReader.onlyDocument(of: file) else {
                    throw DocumentError(.meaning, in: file, at: 0, "there is no policy in this file")
                }
                if let node = root["global"] {
                    guard node.isMapping else {
                        throw node.error("`global` must be a mapping, not \(node.typeDescription)")
                    }
                    let value = GlobalsValue(node)
                    globals = globals?.merged(with: value) ?? value
                } else {
                    layer = layer.merged(with: try decoder.layer(root))
                }
            }
            if globals != nil, let node = layer.contractNode {
                throw node.error(
                    "`images.policy` belongs to the Helm globals that were given; it must not stand here too")
            }
        } catch {
            throw .document(error)
        }
        var cluster: ClusterFacts?
        if let globals {
            let contract = try GlobalsDecoder(globals: globals, choice: contract).contract()
            layer.preferMirror = contract.preferMirror
            layer.requireMultiArch = contract.requireMultiArch
            layer.mirrorRegistry = contract.mirrorRegistry
            cluster = contract.cluster
        } else if contract != nil {
            throw .usage("--contract chooses from Helm globals, and none of the policy files has `global`")
        }
        do throws(DocumentError) {
            var policy = try resolved(layer, cluster)
            policy.files = files.map(\.path)
            return policy
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
            throw prefer.node.error("`preferMirror` is true, but no `mirrorRegistry` is named")
        }
        policy.platforms = try platforms(layer, cluster)
        policy.digest = layer.digest ?? policy.digest
        policy.floatingTags = layer.floatingTags ?? policy.floatingTags
        policy.mirror = MirrorPolicy(
            from: layer.from ?? [], except: layer.except ?? [], naming: layer.naming?.value ?? .explicit,
            map: layer.map ?? [])
        if let naming = layer.naming, naming.value != .explicit, policy.mirror.from.isEmpty {
            throw naming.node.error("`naming: \(naming.value.rawValue)` names nothing without `mirror.from`")
        }
        policy.rules = layer.rules
        policy.overrides = layer.overrides ?? []
        policy.waivers = layer.waivers ?? []
        return policy
    }

    private func platforms(_ layer: PolicyLayer, _ cluster: ClusterFacts?) throws(DocumentError) -> [Platform] {
        if let platforms = layer.platforms { return platforms }
        guard let require = layer.requireMultiArch, !require.value else { return Policy.multipleArchitectures }
        guard let architecture = cluster?.architecture else {
            throw require.node.error(
                "`requireMultiArch` is false, and neither `cluster.arch` nor `platforms` says what is required instead")
        }
        return [Platform(operatingSystem: "linux", architecture: architecture)]
    }
}
