import Delivery
import Testing

@Suite("Token bucket")
struct TokenBucketTests {
    @Test("never more than the rate and a tenth in any second", arguments: [0.5, 1, 3, 10, 100, 2_500])
    func ceiling(rate: Double) {
        var now = ManualInstant()
        var bucket = TokenBucket(rate: rate, at: now)
        var sent: [(at: ManualInstant, count: Int)] = []
        while now.offset < .seconds(10) {
            let count = bucket.available(1_000, at: now)
            guard count > 0 else {
                let ready = bucket.readyAt(1_000)
                #expect(ready > now)
                now = ready
                continue
            }
            bucket.take(count)
            sent.append((now, count))
        }
        for (index, first) in sent.enumerated() {
            let inASecond = sent[index...].prefix { first.at.duration(to: $0.at) < .seconds(1) }.reduce(0) {
                $0 + $1.count
            }
            #expect(Double(inASecond) <= rate + max(1, rate / 10) + 0.01)
        }
        let total = sent.reduce(0) { $0 + $1.count }
        #expect(Double(total) >= 10 * rate * 0.95 - 1)
    }

    @Test("what is ready when it says so is granted then")
    func readyAt() {
        var bucket = TokenBucket(rate: 7, at: ManualInstant())
        var now = ManualInstant()
        for _ in 0..<100 {
            while bucket.available(1, at: now) > 0 { bucket.take(1) }
            now = bucket.readyAt(1)
            #expect(bucket.available(1, at: now) == 1)
        }
    }
}
