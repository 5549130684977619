/// Random choices that are the same in every run (xorshift).
public struct SeededRandom {
    private var state: UInt64

    public init(seed: UInt64 = 88_172_645_463_325_252) {
        state = seed
    }

    public mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    public mutating func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element {
        choices[choices.index(choices.startIndex, offsetBy: below(choices.count))]
    }
}
