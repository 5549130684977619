package import AuditModel
internal import ImageModel

/// Each image of an inventory once, with how often and by what it is used. Spellings of one image count as one; text that
/// is not a reference is listed as written.
package struct UniqueImageReporter: Sendable {
    package init() {}

    private struct Entry {
        let image: String
        var count = 0
        /// `Kind namespace/name`, each once, in the order of the files.
        var users: [String] = []
        var seen: Set<String> = []
    }

    private func entries(_ inventory: Inventory) -> [Entry] {
        var order: [String: Int] = [:]
        var entries: [Entry] = []
        for occurrence in inventory.occurrences {
            let image = (try? occurrence.reference.get().description) ?? occurrence.text
            let index = order[image] ?? entries.count
            if index == entries.count {
                order[image] = index
                entries.append(Entry(image: image))
            }
            entries[index].count += 1
            let user = occurrence.object.kind == nil ? occurrence.file : occurrence.object.shown
            if entries[index].seen.insert(user).inserted { entries[index].users.append(user) }
        }
        return entries.sorted { ($0.image, $0.count) < ($1.image, $1.count) }
    }

    /// One line per image: `count  image  users`.
    package func text(_ inventory: Inventory) -> String {
        entries(inventory).map { entry in
            let shown = entry.users.prefix(3).joined(separator: ", ")
            let rest = entry.users.count > 3 ? " and \(entry.users.count - 3) more" : ""
            return "\(entry.count)  " + Escaping.terminal(entry.image) + "  " + Escaping.terminal(shown) + rest + "\n"
        }.joined()
    }

    package func json(_ inventory: Inventory) -> String {
        JSONValue.object([
            "schema": .string("polyarch.images/v1"),
            "images": .array(
                entries(inventory).map { entry in
                    .object([
                        "reference": .string(entry.image), "count": .integer(entry.count),
                        "users": .array(entry.users.map(JSONValue.string)),
                    ])
                }),
        ]).document
    }

    package func csv(_ inventory: Inventory) -> String {
        CSV.line(["reference", "count", "users"])
            + entries(inventory).map { entry in
                CSV.line([entry.image, String(entry.count), entry.users.joined(separator: "; ")])
            }.joined()
    }
}
