internal import AuditModel
internal import ImageModel
internal import PolicyModel

/// All that makes two places of an image be judged alike: each case is judged once, however many places it has.
struct AuditCase: Sendable {
    /// What tells cases apart. Settings are many values that few files differ in: they are compared by number.
    struct Key: Hashable {
        let invalidText: String?
        let reference: Result<ImageReference, ReferenceError>
        let settings: Int
        let required: [Platform]
        let isPossible: Bool
        let isWatched: Bool
    }

    /// What is written, where that is no reference; references are told apart by their parts alone.
    let invalidText: String?
    let reference: Result<ImageReference, ReferenceError>
    let settings: PolicySettings
    let required: [Platform]
    /// The scanner was not sure that this is an image.
    let isPossible: Bool
    /// No manifest names it; the policy does.
    let isWatched: Bool

    init(_ subject: AuditSubject, settings: PolicySettings) {
        self.reference = subject.reference
        self.settings = settings
        self.required = Set(subject.scheduling.platforms(from: settings.platforms)).sorted()
        self.isPossible = subject.isPossible
        self.isWatched = subject.watched != nil
        switch subject.reference {
        case .success: self.invalidText = nil
        case .failure: self.invalidText = subject.text
        }
    }

    func key(settings: Int) -> Key {
        Key(
            invalidText: invalidText, reference: reference, settings: settings, required: required,
            isPossible: isPossible, isWatched: isWatched)
    }

    /// The canonical reference, or the text where it is none.
    var image: String { (try? reference.get().description) ?? invalidText ?? "" }
}
