/// A number as it is written, without the zeros that say nothing: what two ways to write one number have in common.
struct Significand: Equatable {
    private var isNegative = false
    /// Without zeros at either end.
    private var digits: [UInt8] = []
    /// The power of ten of the last digit.
    private var exponent = 0

    /// Reads a number in JSON's form, which Swift's `Double` writes too.
    init(_ text: some Sequence<UInt8>) {
        var isFraction = false
        var isExponentNegative = false
        var power: Int?
        for byte in text {
            switch byte {
            case UInt8(ascii: "-") where power != nil: isExponentNegative = true
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): power = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if let known = power {
                    // Held within what cannot overflow.
                    power = min(known * 10 + Int(byte - UInt8(ascii: "0")), 1 << 40)
                } else {
                    if isFraction { exponent -= 1 }
                    if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte) }
                }
            default: break
            }
        }
        exponent += (power ?? 0) * (isExponentNegative ? -1 : 1)
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { exponent = 0 }
    }
}
