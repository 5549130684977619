import ArgumentParser
import AuditModel
import AuditPipeline
import FileSystem
import ManifestScanning
import SourceText

/// The Helm values that manifests were rendered from, for `pin`.
struct HelmValuesOptions: ParsableArguments {
    @Option(
        name: .customLong("trace-values"),
        help: ArgumentHelp(
            """
            Pin in the Helm values that the manifests were rendered from. Give each layer in Helm's order, the chart's \
            own values first; later ones win. A folder is one layer of several charts, matched by file name across \
            folders. The layers of one chart may also be one list (base.yaml,env.yaml).
            """, valueName: "path"),
        completion: .file())
    var paths: [String] = []

    /// Every file that is read; edits may go to them.
    func files() async throws(UsageError) -> [String] { try await charts().flatMap(\.self) }

    func origins() async throws -> ValuesOrigins? {
        if paths.isEmpty { return nil }
        let charts = try await charts().map { files in HelmValuesLayers(try files.map(SourceFile.init(named:))) }
        for source in charts.flatMap(\.unreadable) {
            let place = source.position.map { ":\($0)" } ?? ""
            throw UsageError(source.message, at: source.file + place)
        }
        return ValuesOrigins(charts)
    }

    /// The files of each chart, earlier layers first.
    private func charts() async throws(UsageError) -> [[String]] {
        var lists: [[String]] = []
        /// A file, or the paths of a folder's files below it.
        var layers: [(path: String, names: [String]?)] = []
        for path in paths {
            do throws(FileError) {
                if path.contains(","), !FileContents.exists(path) {
                    lists.append(path.split(separator: ",").map(String.init))
                    continue
                }
                let inputs = try await InputCollector.inputs(for: [path]).map(\.path)
                let isFolder = inputs != [path]
                layers.append((path, isFolder ? inputs.map { String($0.dropFirst(path.count)) } : nil))
            } catch {
                throw UsageError(error)
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
