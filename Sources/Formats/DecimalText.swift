/// Numbers as digits, without a string for each.
enum DecimalText {
    /// Appends a whole number.
    static func append(_ number: Int64, to output: inout [UInt8]) {
        if number < 0 { output.append(UInt8(ascii: "-")) }
        append(number.magnitude, to: &output)
    }

    /// Appends a number with two decimals: 622 is 6.22.
    static func append(hundredths: Int64, to output: inout [UInt8]) {
        if hundredths < 0 { output.append(UInt8(ascii: "-")) }
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        append(whole, to: &output)
        output.append(UInt8(ascii: "."))
        appendPair(Int(rest), to: &output)
    }

    /// Appends the last `digits` digits of a number that is not negative.
    @inline(__always)
    static func append(_ number: Int, digits: Int, to output: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor &*= 10 }
        while divisor > 0 {
            output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends a number from 0 to 99 as two digits.
    @inline(__always)
    static func appendPair(_ number: Int, to output: inout [UInt8]) {
        let number = UInt8(truncatingIfNeeded: number)
        output.append(UInt8(ascii: "0") &+ number / 10)
        output.append(UInt8(ascii: "0") &+ number % 10)
    }

    private static func append(_ magnitude: UInt64, to output: inout [UInt8]) {
        if magnitude >= 10 { append(magnitude / 10, to: &output) }
        output.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
    }
}
