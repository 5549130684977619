import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import SourceText

/// Helm values that are looked at beside what was rendered from them.
struct ValuesOptions: ParsableArguments {
    @Option(
        name: .customLong("values"),
        help: ArgumentHelp(
            """
            Helm values files of one chart in the order in which Helm gets them (base.yaml,env.yaml), for the rule \
            stale-digest-override; may be repeated.
            """, valueName: "files"),
        completion: .file())
    var lists: [ValuesList] = []

    func read(into inventory: inout Inventory) throws {
        for list in lists {
            let values = HelmValuesLayers(try list.paths.map(SourceFile.init(named:)))
            inventory.facts.inheritedDigests += values.inheritedDigests
            inventory.unreadable += values.unreadable
        }
    }
}

/// Paths between commas.
struct ValuesList: ExpressibleByArgument {
    let paths: [String]

    init?(argument: String) {
        paths = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if paths.contains("") { return nil }
    }
}
