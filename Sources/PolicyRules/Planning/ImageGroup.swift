internal import AuditModel
internal import ImageModel
internal import PolicyModel

/// The uses of one image that are judged alike: they share the settings and the required platforms, so the image rules
/// judge them once, however many there are.
final class ImageGroup: Sendable {
    /// At least one.
    let uses: [ImageUse]
    /// The text as written, where it is not a reference.
    private let invalidText: String?
    let result: Result<ImageReference, ReferenceError>
    /// Nil if the text is not a reference.
    let reference: ImageReference?
    let selection: RuleSelection
    let required: [Platform]
    /// The scanner was not sure that this is an image.
    let isPossible: Bool
    /// Only the policy names it, as a tag to watch.
    let isWatched: Bool
    /// Its tag, written or implied, where the policy refuses it.
    let refusedTag: String?
    /// The mirror's name for an image that is named upstream, whether the mirror is preferred or not.
    let counterpart: ImageReference?
    /// The upstream image that an image on the mirror is a copy of, as far as the policy or another image of this run
    /// tells.
    let upstream: ImageReference?

    init(_ key: Key, _ uses: [ImageUse], _ policy: Policy, counterpart: ImageReference?, upstream: ImageReference?) {
        self.uses = uses
        invalidText = key.invalidText
        result = uses.first?.reference ?? .failure(.empty)
        reference = key.reference
        selection = key.selection
        required = key.required
        isPossible = key.isPossible
        isWatched = key.isWatched
        refusedTag = key.reference?.effectiveTag.flatMap { policy.refuses(tag: $0) ? $0 : nil }
        self.counterpart = counterpart
        self.upstream = upstream
    }

    /// The canonical reference, or the text where it is not one.
    var image: String { reference?.description ?? invalidText ?? "" }

    /// The rules that judge it.
    var rules: [any ImageRule.Type] { selection.rules(for: self) }

    /// What the uses of a group have in common.
    struct Key: Sendable {
        /// Nil if the text is not a reference; `invalidText` then tells groups apart.
        let reference: ImageReference?
        let invalidText: String?
        let selection: RuleSelection
        let required: [Platform]
        let isPossible: Bool
        let isWatched: Bool

        init(_ use: ImageUse, _ selection: RuleSelection) {
            reference = try? use.reference.get()
            invalidText = reference == nil ? use.text : nil
            self.selection = selection
            required = selection.platforms(required: use.scheduling)
            isPossible = use.isPossible
            isWatched = use.watched != nil
        }
    }
}

extension ImageGroup.Key: Hashable {
    static func == (left: Self, right: Self) -> Bool {
        left.reference == right.reference && left.selection === right.selection
            && left.invalidText == right.invalidText && left.required == right.required
            && left.isPossible == right.isPossible && left.isWatched == right.isWatched
    }

    /// Uses of one image seldom differ in the rest.
    func hash(into hasher: inout Hasher) {
        hasher.combine(reference)
        hasher.combine(invalidText)
    }
}
