package import AuditModel
internal import DocumentReading
internal import FileSystem
package import SourceText

/// Finds out which fields for digests a chart has, from the chart's own values: another values file, in the chart's
/// folder or next to its `values.yaml`, need not repeat them.
package struct ChartFields {
    private let read: (String) throws -> SourceFile
    /// By path; nil for files that are not values files.
    private var values: [String: MergedValue?] = [:]
    /// The paths of the chart's values, by the folder of a file.
    private var owners: [String: [String]] = [:]

    package init(read: @escaping (String) throws -> SourceFile) {
        self.read = read
    }

    /// The key for the digest in the map that holds the parts of an image in a values file; nil if the chart has none
    /// or it is not known.
    package mutating func digestKey(for image: Occurrence) -> String? {
        guard image.object.kind == nil, image.parts.count > 1 || image.parts[0].role != .reference,
            !image.parts.contains(where: { $0.role == .digest || $0.isPortion }),
            let keys = image.parts[0].keys?.dropLast()
        else { return nil }
        for path in charts(of: image.file) where path != image.file {
            var value = load(path)
            for key in keys { value = value?[key] }
            let field = value?.allMembers.first { member in
                member.keyNode.map { KeyTraits.of($0).contains(.digest) } == true
            }
            if let field { return field.key }
        }
        return nil
    }

    private mutating func load(_ path: String) -> MergedValue? {
        if let known = values[path] { return known }
        var value: MergedValue?
        if let file = try? read(path), let root = try? DocumentReader.onlyDocument(of: file) {
            value = try? MergedValue(root)
        }
        values[path] = .some(value)
        return value
    }

    /// The `values.yaml` in the folder of the file, and that of the chart around it.
    private mutating func charts(of file: String) -> [String] {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if let known = owners[folder] { return known }
        func path(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : folder + "/" + name }
        var found = [path(folder, "values.yaml")].filter(FileContents.exists)
        var parts = folder.split(separator: "/", omittingEmptySubsequences: false)
        while true {
            let folder = parts.joined(separator: "/")
            if FileContents.exists(path(folder, "Chart.yaml")) {
                let values = path(folder, "values.yaml")
                if !found.contains(values), FileContents.exists(values) { found.append(values) }
                break
            }
            if parts.popLast() == nil { break }
        }
        owners[folder] = found
        return found
    }
}
