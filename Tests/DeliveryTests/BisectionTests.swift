import Delivery
import Testing

@Suite("Bisection")
struct BisectionTests {
    /// Bisects as a destination would that refuses every batch with a poison in it.
    /// `refused` is how many events were sent in fragments that were refused.
    private func bisect(
        _ count: Int,
        poison: Set<Int>
    ) -> (found: [Int], taken: [Int], requests: Int, refused: Int) {
        var bisection = Bisection<Int>()
        var found = bisection.refused(Array(0..<count)).map { [$0] } ?? []
        var taken: [Int] = []
        var requests = 0
        var refused = 0
        while !bisection.isFinished {
            let expected = bisection.nextCount
            guard let fragment = bisection.next() else { break }
            requests += 1
            #expect(fragment.count == expected)
            if poison.isDisjoint(with: fragment) {
                taken += fragment
                bisection.taken()
            } else {
                refused += fragment.count
                if let poison = bisection.refused(fragment) { found.append(poison) }
            }
        }
        return (found, taken, requests, refused)
    }

    @Test("finds the poison at every position of every size, in order, and takes all others in order")
    func everyPosition() {
        for count in 1...100 {
            for position in 0..<count {
                let result = bisect(count, poison: [position])
                #expect(result.found == [position])
                #expect(result.taken == (0..<count).filter { $0 != position })
            }
        }
    }

    @Test("finds every set of poisons among nine")
    func everySet() {
        for mask in 1..<512 {
            let poison = Set((0..<9).filter { mask >> $0 & 1 == 1 })
            let result = bisect(9, poison: poison)
            #expect(result.found == poison.sorted())
            #expect(result.taken == (0..<9).filter { !poison.contains($0) })
        }
    }

    @Test("for one poison in 500 about a seventh is sent twice, in a few requests, wherever it is")
    func cost() {
        let results = (0..<500).map { bisect(500, poison: [$0]) }
        #expect(results.allSatisfy { $0.requests <= 21 && $0.refused <= 63 + 8 + 4 + 2 + 1 })
        #expect(results.reduce(0) { $0 + $1.requests } <= 500 * 14)
    }

    @Test("a batch of nothing but poison costs about two requests an event")
    func allPoison() {
        let result = bisect(500, poison: Set(0..<500))
        #expect(result.found == Array(0..<500))
        #expect(result.requests <= 1_020)
    }
}
