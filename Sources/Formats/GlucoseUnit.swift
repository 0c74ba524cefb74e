import JSONScanner

/// The unit that readings are given in.
package enum GlucoseUnit: String, Sendable, CaseIterable {
    case milligramsPerDeciliter = "mg/dL"
    case millimolesPerLiter = "mmol/L"

    /// A hundredth of a millimole per liter, in millionths of a milligram per deciliter: the molar mass of glucose
    /// (C6H12O6) is 180.156 g/mol.
    private static let hundredthMillimole: Int64 = 180_156
    /// With which values are read: more than any meter gives.
    static let decimals = 6

    /// Appends a value in mg/dL: as it is written, or in mmol/L with two decimals, rounded half away from zero. Two
    /// decimals tell any two whole values in mg/dL apart. False, and nothing appended, where the value is beyond all
    /// measure.
    package func append(_ value: JSONValue, to output: inout [UInt8]) -> Bool {
        switch self {
        case .milligramsPerDeciliter:
            output.append(contentsOf: value.bytes)
        case .millimolesPerLiter:
            guard let millionths = value.rounded(decimals: Self.decimals) else { return false }
            DecimalText.append(hundredths: Self.hundredthsOfMillimoles(millionths), to: &output)
        }
        return true
    }

    /// mmol/L in hundredths of what is given in millionths of a mg/dL, rounded half away from zero.
    static func hundredthsOfMillimoles(_ millionths: Int64) -> Int64 {
        rounded(millionths, dividedBy: hundredthMillimole)
    }

    /// The quotient, rounded half away from zero; `divisor` is positive.
    static func rounded(_ dividend: Int64, dividedBy divisor: Int64) -> Int64 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard remainder.magnitude >= divisor.magnitude - remainder.magnitude else { return quotient }
        return dividend < 0 ? quotient - 1 : quotient + 1
    }
}
