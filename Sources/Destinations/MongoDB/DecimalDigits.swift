/// The digits of a decimal number without zeros at either end, and the power of ten of the last one: two texts of the
/// same number are equal.
struct DecimalDigits: Equatable {
    private var isNegative = false
    private var digits: [UInt8] = []
    private var exponent = 0

    /// Nil where the text is no number or its exponent is absurd.
    init?(_ text: ArraySlice<UInt8>) {
        var rest = text
        if rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest = rest.dropFirst()
        }
        let mantissa = rest.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        var sawPoint = false
        for byte in mantissa {
            if byte == UInt8(ascii: ".") {
                sawPoint = true
            } else {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte) }
                if sawPoint { exponent -= 1 }
            }
        }
        let written = rest[mantissa.endIndex...].dropFirst()
        if !written.isEmpty {
            guard written.count <= 8, let power = Int(String(decoding: written, as: UTF8.self)) else { return nil }
            exponent += power
        }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { exponent = 0 }
    }
}
