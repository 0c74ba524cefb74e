/// A number as it is written: sign, digits, and the power of ten that they are multiplied with.
struct Decimal {
    private let isNegative: Bool
    /// Without trailing zeros.
    private let digits: UInt64
    private let exponent: Int

    /// Nil if the text is no number, or has more digits than fit.
    init?(_ text: UnsafeRawBufferPointer) {
        var index = 0
        isNegative = text.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        var digits: UInt64 = 0
        // Zeros that count only if another digit follows.
        var zeros = 0
        var fraction = 0
        var sawPoint = false
        var sawDigit = false
        scan: while index < text.count {
            let byte = text[index]
            if byte.isDigit {
                sawDigit = true
                if sawPoint { fraction += 1 }
                if byte == UInt8(ascii: "0") {
                    if digits != 0 { zeros += 1 }
                } else {
                    guard let scaled = Self.scale(digits, by: zeros + 1) else { return nil }
                    let (sum, overflow) = scaled.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
                    guard !overflow else { return nil }
                    digits = sum
                    zeros = 0
                }
            } else if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else {
                break scan
            }
            index += 1
        }
        guard sawDigit, let power = Self.power(text, from: index) else { return nil }
        self.digits = digits
        self.exponent = zeros - fraction + power
    }

    /// The number where it is whole and fits.
    var exactInteger: Int64? {
        guard digits != 0 else { return 0 }
        guard exponent >= 0, let magnitude = Self.scale(digits, by: exponent) else { return nil }
        if isNegative { return magnitude == Int64.min.magnitude ? .min : Int64(exactly: magnitude).map { -$0 } }
        return Int64(exactly: magnitude)
    }

    /// The number in units of a tenth to the power of `decimals`, rounded half away from zero; nil where it does not fit.
    func rounded(decimals: Int) -> Int64? {
        guard digits != 0 else { return 0 }
        let power = exponent + decimals
        guard power < 0 else { return signed(Self.scale(digits, by: power)) }
        // More than this many decimals less, and nothing is left of 64 bits.
        guard power > -20, let divisor = Self.scale(1, by: -power) else { return 0 }
        let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: divisor)
        return signed(remainder >= divisor - remainder ? quotient + 1 : quotient)
    }

    private func signed(_ magnitude: UInt64?) -> Int64? {
        guard let magnitude, let value = Int64(exactly: magnitude) else { return nil }
        return isNegative ? -value : value
    }

    /// The nearest `Double` where one multiplication or division of exact operands gives it.
    var exactDouble: Double? {
        guard digits < 1 << 53, abs(exponent) < Self.powersOfTen.count else { return nil }
        let power = Self.powersOfTen[abs(exponent)]
        let magnitude = exponent < 0 ? Double(digits) / power : Double(digits) * power
        return isNegative ? -magnitude : magnitude
    }

    /// The written exponent, 0 if there is none, held within what cannot overflow; nil if other text follows.
    private static func power(_ text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < text.count else { return 0 }
        guard text[start] | 0x20 == UInt8(ascii: "e") else { return nil }
        var index = start + 1
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        var power = 0
        while index < text.count {
            guard text[index].isDigit else { return nil }
            power = min(power * 10 + Int(text[index] - UInt8(ascii: "0")), 1 << 40)
            index += 1
        }
        return isNegative ? -power : power
    }

    private static func scale(_ digits: UInt64, by powerOfTen: Int) -> UInt64? {
        guard digits != 0 else { return 0 }
        guard powerOfTen < 20 else { return nil }
        var result = digits
        for _ in 0..<powerOfTen {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            result = product
        }
        return result
    }

    /// Those that a `Double` holds exactly.
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
