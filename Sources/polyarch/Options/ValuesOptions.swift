import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import SourceText

/// Helm values that are read together with the manifests rendered from them.
struct ValuesOptions: ParsableArguments {
    @Option(
        name: .customLong("values"),
        help: ArgumentHelp(
            """
            Helm values files of one chart in Helm's order (base.yaml,env.yaml), for the rule stale-digest-override; - is \
            standard input. May be repeated.
            """, valueName: "files"),
        completion: .file())
    var lists: [ValuesList] = []

    var standardInput: [String] { lists.flatMap(\.paths).filter { $0 == "-" }.map { "--values " + $0 } }

    func read(into inventory: inout Inventory) throws {
        for list in lists {
            let values = HelmValuesLayers(try list.paths.map(SourceFile.init(named:)))
            inventory.facts.inheritedDigests += values.inheritedDigests
            inventory.unreadable += values.unreadable
        }
    }
}

/// Paths separated by commas.
struct ValuesList: ExpressibleByArgument {
    let paths: [String]

    init?(argument: String) {
        paths = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if paths.contains("") { return nil }
    }
}
