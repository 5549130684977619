internal import AuditModel
internal import ImageModel
internal import PolicyModel

/// All that makes two places of an image be judged alike: each case is judged once, however many places it has.
final class ImageGroup: Sendable {
    /// What is written, where that is no reference.
    private let invalidText: String?
    let result: Result<ImageReference, ReferenceError>
    /// Nil where the text is no reference.
    let reference: ImageReference?
    let selection: RuleSelection
    let required: [Platform]
    /// The scanner was not sure that this is an image.
    let isPossible: Bool
    /// No manifest names it; the policy does.
    let isWatched: Bool
    /// Its tag, written or meant, where the policy refuses that.
    let refusedTag: String?

    init(_ subject: ImageUse, _ key: Key, _ policy: Policy) {
        invalidText = key.invalidText
        result = subject.reference
        reference = key.reference
        selection = key.selection
        required = key.required
        isPossible = key.isPossible
        isWatched = key.isWatched
        refusedTag = key.reference?.effectiveTag.flatMap { policy.refuses(tag: $0) ? $0 : nil }
    }

    /// The canonical reference, or the text where it is none.
    var image: String { reference?.description ?? invalidText ?? "" }

    /// The rules that judge it.
    var rules: [any ImageRule.Type] { selection.rules(for: self) }

    /// What tells cases apart.
    struct Key: Sendable {
        /// References are told apart by their parts alone.
        let reference: ImageReference?
        let invalidText: String?
        let selection: RuleSelection
        let required: [Platform]
        let isPossible: Bool
        let isWatched: Bool

        init(_ subject: ImageUse, _ selection: RuleSelection) {
            reference = try? subject.reference.get()
            invalidText = reference == nil ? subject.text : nil
            self.selection = selection
            required = selection.platforms(required: subject.scheduling)
            isPossible = subject.isPossible
            isWatched = subject.watched != nil
        }
    }
}

extension ImageGroup.Key: Hashable {
    static func == (left: Self, right: Self) -> Bool {
        left.reference == right.reference && left.selection === right.selection
            && left.invalidText == right.invalidText && left.required == right.required
            && left.isPossible == right.isPossible && left.isWatched == right.isWatched
    }

    /// Places of one image seldom differ in the rest.
    func hash(into hasher: inout Hasher) {
        hasher.combine(reference)
        hasher.combine(invalidText)
    }
}
