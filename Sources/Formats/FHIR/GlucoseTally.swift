import RouterCore

/// What a day's readings come to, in whole numbers: nothing is rounded before the end.
struct GlucoseTally {
    /// Where the ranges of the international consensus on time in range begin, in millionths of a mg/dL: very low, low
    /// from 54, in target from 70 to 180, high over 180, very high over 250.
    private static let bounds: (low: Int64, target: Int64, high: Int64, veryHigh: Int64) =
        (54_000_000, 70_000_000, 180_000_000, 250_000_000)

    private(set) var count: Int64 = 0
    /// In millionths of a mg/dL.
    private var sum: Int64 = 0
    private var hasOverflown = false
    /// In mg/dL: of doubles, because a spread has a root in it anyway.
    private var squares = 0.0
    /// Very low, low, in target, high, very high.
    private var ranges: [Int64] = [0, 0, 0, 0, 0]

    /// Takes the value of a reading, in millionths of a mg/dL.
    mutating func add(_ value: Int64) {
        let (total, overflow) = sum.addingReportingOverflow(value)
        hasOverflown = hasOverflown || overflow
        sum = total
        count += 1
        let milligrams = Double(value) / 1e6
        squares += milligrams * milligrams
        let bounds = Self.bounds
        switch value {
        case ..<bounds.low: ranges[0] += 1
        case ..<bounds.target: ranges[1] += 1
        case ...bounds.high: ranges[2] += 1
        case ...bounds.veryHigh: ranges[3] += 1
        default: ranges[4] += 1
        }
    }

    /// Whether there is anything to be told, and nothing beyond measure in it.
    var isUsable: Bool { (2..<1 << 22).contains(count) && !hasOverflown && (1..<1 << 51).contains(sum) }

    /// Hundredths of a mg/dL or of a mmol/L.
    func mean(in unit: GlucoseUnit) -> Int64 {
        switch unit {
        case .milligramsPerDeciliter: GlucoseUnit.rounded(sum, dividedBy: count * 10_000)
        case .millimolesPerLiter: GlucoseUnit.rounded(sum, dividedBy: count * 180_156)
        }
    }

    /// The glucose management indicator, 3.31 + 0.02392 · mean in mg/dL, in hundredths of a per cent.
    var managementIndicator: Int64 {
        GlucoseUnit.rounded(331_000_000_000 * count + 2_392 * sum, dividedBy: 1_000_000_000 * count)
    }

    /// The standard deviation (of a sample) in per cent of the mean, in hundredths of a per cent.
    var coefficientOfVariation: Int64 {
        let mean = Double(sum) / 1e6 / Double(count)
        let variance = max(0, squares - mean * mean * Double(count)) / Double(count - 1)
        return Int64((variance.squareRoot() / mean * 10_000).rounded())
    }

    /// The share of the readings in each range, lowest first, in hundredths of a per cent.
    var timesInRanges: [Int64] { ranges.map { GlucoseUnit.rounded($0 * 10_000, dividedBy: count) } }
}
