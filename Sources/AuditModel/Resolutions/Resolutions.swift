package import ImageModel

/// All answers of a run so far, by the reference that was asked.
package struct Resolutions: Sendable {
    private struct Answer {
        var inquiry: Inquiry
        var resolution: Resolution
    }

    private var answers: [ImageReference: Answer] = [:]

    package init() {}

    package subscript(_ reference: ImageReference) -> Resolution? { answers[reference.asked]?.resolution }

    /// Keeps an answer. `unanswered` merges earlier inquiries into later ones, so a later answer is never shallower.
    package mutating func record(_ resolution: Resolution, for inquiry: Inquiry) {
        answers[inquiry.reference] = Answer(inquiry: inquiry, resolution: resolution)
    }

    /// Reserves capacity for that many more answers.
    package mutating func reserve(_ count: Int) { answers.reserveCapacity(answers.count + count) }

    /// The inquiries that are still open: one per reference, sorted, each at least as deep as earlier ones for that
    /// reference.
    package func unanswered(_ inquiries: [Inquiry]) -> [Inquiry] {
        var open: [Inquiry] = []
        var positions = [ImageReference: Int](minimumCapacity: max(0, inquiries.count - answers.count))
        for inquiry in inquiries {
            let answered = answers[inquiry.reference]?.inquiry
            if answered == inquiry { continue }
            if let position = positions[inquiry.reference] {
                open[position] = open[position].merged(with: inquiry)
                continue
            }
            let merged = answered?.merged(with: inquiry) ?? inquiry
            if merged == answered { continue }
            positions[inquiry.reference] = open.count
            open.append(merged)
        }
        return open.sorted { $0.reference < $1.reference }
    }
}

extension Inquiry {
    /// One inquiry that answers both.
    fileprivate func merged(with other: Inquiry) -> Inquiry {
        let deepest = max(depth, other.depth)
        let deep = [self, other].filter { $0.depth != .index }
        let everyChild = deep.contains { $0.platforms.isEmpty }
        return Inquiry(reference, depth: deepest, platforms: everyChild ? [] : deep.flatMap(\.platforms))
    }
}
