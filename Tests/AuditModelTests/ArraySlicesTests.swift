import AuditModel
import Testing

@Suite struct ArraySlicesTests {
    @Test(arguments: [0, 1, 511, 512, 513, 5000])
    func `results keep the order of the elements, whichever slice ends first`(count: Int) {
        let numbers = Array(0..<count)
        let slices = numbers.mapSlices { slice in
            // The first slices take the longest.
            slice.map { number in (0..<(count - number)).reduce(number) { sum, _ in sum } }
        }
        #expect(slices.flatMap(\.self) == numbers)
    }
}
