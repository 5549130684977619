internal import AuditModel
internal import ImageModel
internal import SourceText

/// The words that all reports share. Nothing here is escaped yet.
extension ReportedImage {
    var state: String {
        switch resolution {
        case .index: "index"
        case .manifest: "manifest"
        case .failed: "failed"
        }
    }

    var mediaType: String? {
        switch resolution {
        case .index(let index): index.mediaType
        case .manifest(let manifest): manifest.mediaType
        case .failed: nil
        }
    }
}

extension MirrorComparison {
    /// The verdict and what it rests on.
    var sentence: String {
        var parts = [verdict.rawValue]
        if !lost.isEmpty { parts.append("lost " + lost.map(\.description).joined(separator: ", ")) }
        if !different.isEmpty { parts.append("differs for " + different.map(\.description).joined(separator: ", ")) }
        if !absent.isEmpty { parts.append("\(absent.count) listed but absent") }
        if let failure { parts.append(failure.message) }
        return parts.joined(separator: "; ")
    }
}

extension Fix {
    var text: String {
        switch self {
        case .replace(let reference): reference.description
        case .run(let command): command
        }
    }
}

extension FindingLocation {
    /// `file:line:column`, or nil for an image named on the command line.
    var place: String? {
        guard let file else { return nil }
        return position.map { "\(file):\($0)" } ?? file
    }

    var object: String { ObjectName.text(kind: kind, namespace: namespace, name: name) }
}

/// How objects of a cluster are named in every output.
enum ObjectName {
    /// `Kind namespace/name`; what is missing is left out.
    static func text(kind: String?, namespace: String?, name: String?) -> String {
        let path = [namespace, name].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "/")
        return [kind ?? "", path].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension ManifestObject {
    var shown: String { ObjectName.text(kind: kind, namespace: namespace, name: name) }
}

extension Unchecked {
    var itemText: String {
        switch item {
        case .image(let text), .file(let text): text
        case .run: "the whole run"
        }
    }
}

extension AuditReport {
    var countLine: String { Self.countLine(count(of:), unchecked: unchecked.count) }

    /// "3 errors, 1 warning, 0 notes, 2 unchecked"; zeros included, so that a missing number is never ambiguous.
    static func countLine(_ number: (Severity) -> Int, unchecked: Int) -> String {
        [
            count(number(.error), "error"), count(number(.warning), "warning"), count(number(.note), "note"),
            "\(unchecked) unchecked",
        ].joined(separator: ", ")
    }

    /// "61 images at 80 places in 40 files, 75 requests in 1.2 s".
    var counts: String {
        var text = Self.count(images.count, "image")
        if fileCount > 0 {
            text += " at \(Self.count(occurrenceCount, "place")) in \(Self.count(fileCount, "file"))"
        }
        return text + ", " + run.requestsAndTime
    }

    /// "policy: fleet.yaml, local.yaml".
    var policyLine: String {
        var text = "policy: " + (policyFiles.isEmpty ? "built-in default" : policyFiles.joined(separator: ", "))
        if let baseline {
            text += "; baseline: \(baseline.file): \(baseline.new) new, \(baseline.known) known, \(baseline.gone) gone"
        }
        return text
    }

    /// "2 places waived, 1 place known from the baseline"; nil if there is none.
    var accepted: String? {
        let locations = findings.flatMap(\.locations)
        let waived = locations.count { $0.status == .waived }
        let known = locations.count { $0.status == .known }
        if waived + known == 0 { return nil }
        return [
            waived > 0 ? "\(Self.count(waived, "place")) waived" : nil,
            known > 0 ? "\(Self.count(known, "place")) known from the baseline" : nil,
        ].compactMap(\.self).joined(separator: ", ")
    }

    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

extension RunFacts {
    /// "75 requests in 1.2 s".
    var requestsAndTime: String {
        "\(AuditReport.count(requests, "request")) in \(JSONValue.decimal(seconds).dropLast(2)) s"
    }

    /// One line per registry, indented below the total.
    var registryLines: [String] {
        registries.map { registry in
            let endpoint = registry.endpoint.map { " (\($0))" } ?? ""
            return "  \(Escaping.terminal(registry.name + endpoint)): \(registry.requestCounts)"
        }
    }

    /// The same as a table; empty where no registry was asked.
    var registryTable: String {
        if registries.isEmpty { return "" }
        var text = "\n### Registries (\(registries.count))\n\n"
        text += "| registry | requests | retries | cached responses | rate limit |\n"
        text += "| --- | --- | --- | --- | --- |\n"
        for registry in registries {
            let endpoint = registry.endpoint.map { "<br>at \(Escaping.markdownCode($0))" } ?? ""
            text +=
                "| \(Escaping.markdownCode(registry.name))\(endpoint) | \(registry.requests) | \(registry.retries) | "
            text += "\(registry.cached) | \(registry.rateLimit?.remainingText ?? "") |\n"
        }
        return text
    }
}

extension RegistryFacts {
    /// "40 requests (2 retries), 20 cached responses, rate limit: 76 of 100 left per 6 h".
    fileprivate var requestCounts: String {
        var text = AuditReport.count(requests, "request")
        if retries > 0 { text += retries == 1 ? " (1 retry)" : " (\(retries) retries)" }
        if cached > 0 { text += ", \(AuditReport.count(cached, "cached response"))" }
        if let rateLimit { text += ", rate limit: \(rateLimit.remainingText)" }
        return text
    }
}

extension RegistryFacts.RateLimit {
    /// "76 of 100 left per 6 h", "76 left".
    fileprivate var remainingText: String {
        let window = windowSeconds.map { seconds in
            let (count, unit) =
                seconds % 3600 == 0 ? (seconds / 3600, "h") : seconds % 60 == 0 ? (seconds / 60, "min") : (seconds, "s")
            return " per \(count) \(unit)"
        }
        return (limit.map { "\(remaining) of \($0) left" } ?? "\(remaining) left") + (window ?? "")
    }
}
