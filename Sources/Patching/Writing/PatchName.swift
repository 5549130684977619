/// Names of files in patches: relative to the directory where the patch is applied, without `.` and `..`, which
/// `git apply` refuses.
enum PatchName {
    static func relative(_ path: String, to directory: String) -> String? {
        let base = components(directory)
        var parts = path.hasPrefix("/") ? [] : base
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..":
                if parts.popLast() == nil { return nil }
            default: parts.append(part)
            }
        }
        guard parts.count > base.count, parts.starts(with: base) else { return nil }
        return parts.dropFirst(base.count).joined(separator: "/")
    }

    private static func components(_ directory: String) -> [Substring] {
        directory.split(separator: "/").filter { $0 != "." }
    }
}
