package import AuditModel
internal import ImageModel

/// Each image of an inventory once, with how often and by what it is used. Spellings of one image count as one; what is
/// no reference is listed as it is written.
package struct UniqueImageReporter: Sendable {
    package init() {}

    private struct Entry {
        let image: String
        var count = 0
        /// `kind namespace/name`, each once, in the order of the files.
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
            let object = occurrence.object
            let name = [object.namespace, object.name].compactMap(\.self).joined(separator: "/")
            let user = object.kind.map { name.isEmpty ? $0 : $0 + " " + name } ?? occurrence.file
            if entries[index].seen.insert(user).inserted { entries[index].users.append(user) }
        }
        return entries.sorted { ($0.image, $0.count) < ($1.image, $1.count) }
    }

    /// A line `count  image  users` for each.
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
