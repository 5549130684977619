internal import AuditModel
internal import ImageModel
internal import SourceText

/// What all reports say in the same words. Nothing here is escaped yet.
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

    /// `Kind namespace/name`.
    var object: String {
        let full = [namespace, name].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "/")
        return [kind ?? "", full].filter { !$0.isEmpty }.joined(separator: " ")
    }
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
    /// "3 errors, 1 warning, 0 notes, 2 unchecked"; nothing of it is left out when it is zero, so that nobody has to
    /// guess.
    var verdict: String {
        [
            Self.count(count(of: .error), "error"), Self.count(count(of: .warning), "warning"),
            Self.count(count(of: .note), "note"), "\(unchecked.count) unchecked",
        ].joined(separator: ", ")
    }

    /// "61 images at 80 places in 40 files, 75 requests in 1.2 s".
    var extent: String {
        var text = Self.count(images.count, "image")
        if fileCount > 0 {
            text += " at \(Self.count(occurrenceCount, "place")) in \(Self.count(fileCount, "file"))"
        }
        let tenths = JSONValue.decimal(run.seconds).dropLast(2)
        return text + ", \(Self.count(run.requests, "request")) in \(tenths) s"
    }

    /// "policy: fleet.yaml, local.yaml".
    var basis: String {
        var text = "policy: " + (policyFiles.isEmpty ? "built-in default" : policyFiles.joined(separator: ", "))
        if let baseline {
            text += "; baseline: \(baseline.file): \(baseline.new) new, \(baseline.known) known, \(baseline.gone) gone"
        }
        return text
    }

    /// "2 places waived, 1 known"; nil when there is none.
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

extension RegistryFacts {
    /// "40 requests, 2 of them again, 20 answers from the cache, 76 of 100 left of the rate limit for 6 h".
    var effort: String {
        var parts = [AuditReport.count(requests, "request")]
        if retries > 0 { parts.append("\(retries) of them again") }
        if cached > 0 { parts.append("\(AuditReport.count(cached, "answer")) from the cache") }
        if let rateLimit { parts.append("\(rateLimit.standing) left of the rate limit\(rateLimit.window ?? "")") }
        return parts.joined(separator: ", ")
    }
}

extension RegistryFacts.RateLimit {
    /// "76 of 100", "76".
    var standing: String { limit.map { "\(remaining) of \($0)" } ?? "\(remaining)" }

    /// " for 6 h"; nil where the registry does not say.
    fileprivate var window: String? {
        windowSeconds.map { seconds in
            let (count, unit) =
                seconds % 3600 == 0 ? (seconds / 3600, "h") : seconds % 60 == 0 ? (seconds / 60, "min") : (seconds, "s")
            return " for \(count) \(unit)"
        }
    }
}

extension RunFacts {
    /// A line a registry, indented below the total.
    var registryLines: [String] {
        registries.map { "  \(Escaping.terminal($0.name)): \($0.effort)" }
    }

    /// The same as a table; empty where no registry was asked.
    var registryTable: String {
        if registries.isEmpty { return "" }
        var text = "\n### Registries (\(registries.count))\n\n"
        text += "| registry | requests | tried again | from the cache | left of the rate limit |\n"
        text += "| --- | --- | --- | --- | --- |\n"
        for registry in registries {
            let limit = registry.rateLimit.map { $0.standing + ($0.window ?? "") } ?? ""
            text += "| \(Escaping.markdownCode(registry.name)) | \(registry.requests) | \(registry.retries) | "
            text += "\(registry.cached) | \(limit) |\n"
        }
        return text
    }
}
