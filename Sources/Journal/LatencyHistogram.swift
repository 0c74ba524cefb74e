/// How long something took, in buckets of a quarter of an octave from 1 µs to about 70 minutes: percentiles are right
/// to within a fifth.
struct LatencyHistogram {
    private static let bucketsPerOctave = 4
    private static let octaves = 32

    private var buckets = [Int](repeating: 0, count: Self.bucketsPerOctave * Self.octaves)
    private var count = 0

    mutating func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = UInt64(max(seconds * 1_000_000 + attoseconds / 1_000_000_000_000, 4))
        let octave = UInt64.bitWidth - 1 - microseconds.leadingZeroBitCount
        let quarter = Int(microseconds >> UInt64(octave - 2) & 3)
        buckets[min(octave * Self.bucketsPerOctave + quarter, buckets.count - 1)] += 1
        count += 1
    }

    /// The duration that `share` (0…1) of all stayed within; zero where there are none.
    func percentile(_ share: Double) -> Duration {
        var rest = Int((Double(count) * share).rounded(.up))
        for (bucket, count) in buckets.enumerated() where rest > 0 {
            rest -= count
            guard rest <= 0 else { continue }
            let (octave, quarter) = bucket.quotientAndRemainder(dividingBy: Self.bucketsPerOctave)
            return .microseconds(((5 + quarter) << octave) >> 2)
        }
        return .zero
    }
}
