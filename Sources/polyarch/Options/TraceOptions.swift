import ArgumentParser
import AuditModel
import AuditPipeline
import ManifestScanning
import SourceText

/// Helm values that rendered manifests came from.
struct TraceOptions: ParsableArguments {
    @Option(
        name: .customLong("trace-values"),
        help: ArgumentHelp(
            """
            Pins in the Helm values that the manifests were rendered from: a values file, the chart's own first; may be \
            repeated, later files win. A folder is one such layer for several charts, whose files are found in each \
            folder by the same name. The layers of one chart may also be one list (base.yaml,env.yaml).
            """, valueName: "path"),
        completion: .file())
    var paths: [String] = []

    /// Every file that is read, for whoever writes to them.
    func files() throws(UsageError) -> [String] { try charts().flatMap(\.self) }

    func origins() throws -> ValuesOrigins? {
        if paths.isEmpty { return nil }
        let charts = try charts().map { files in HelmValuesLayers(try files.map(SourceFile.init(named:))) }
        for source in charts.flatMap(\.unreadable) {
            let place = source.position.map { ":\($0)" } ?? ""
            throw UsageError("\(source.file)\(place): error: \(source.message)")
        }
        return ValuesOrigins(charts)
    }

    /// The files of each chart, earlier layers first.
    private func charts() throws(UsageError) -> [[String]] {
        var lists: [[String]] = []
        /// A file stands for itself, a folder for its files by their path in it.
        var layers: [(path: String, names: [String]?)] = []
        for path in paths {
            do throws(FileError) {
                if path.contains(","), !FileContents.exists(path) {
                    lists.append(path.split(separator: ",").map(String.init))
                    continue
                }
                let inputs = try InputCollector.inputs(for: [path]).map(\.path)
                let isFolder = inputs != [path]
                layers.append((path, isFolder ? inputs.map { String($0.dropFirst(path.count)) } : nil))
            } catch {
                throw UsageError("\(error.path): error: \(error.reason)")
            }
        }
        if layers.isEmpty { return lists }
        var names: [String] = []
        for name in layers.compactMap(\.names).joined() where !names.contains(name) { names.append(name) }
        if names.isEmpty { return lists + [layers.map(\.path)] }
        return lists
            + names.map { name in
                layers.compactMap { layer in
                    guard let known = layer.names else { return layer.path }
                    return known.contains(name) ? layer.path + name : nil
                }
            }
    }
}
