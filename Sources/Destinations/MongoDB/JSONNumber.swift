import CMongoC

/// A JSON number as BSON can hold it: whole numbers as int32 or int64, others as double where the double stands for
/// the decimal that is written, else as decimal128, else as the text.
enum JSONNumber: Equatable {
    case int32(Int32)
    case int64(Int64)
    case double(Double)
    /// The two halves of a decimal128 in binary integer form.
    case decimal(low: UInt64, high: UInt64)
    /// More digits than anything holds: the nearest double.
    case rounded(Double)
    /// Beyond the range of all types: the text as it is written.
    case text(String)

    /// `text` must be a number by the grammar of JSON; `double` is the nearest one, nil beyond its range.
    init(_ text: ArraySlice<UInt8>, double: @autoclosure () -> Double?) {
        if let whole = Self.whole(text) {
            self = Int32(exactly: whole).map { .int32($0) } ?? .int64(whole)
            return
        }
        let number = double()
        if let number, Self.stands(number, for: text) {
            self = .double(number)
            return
        }
        let written = String(decoding: text, as: UTF8.self)
        var decimal = bson_decimal128_t()
        if bson_decimal128_from_string(written, &decimal) {
            self = .decimal(low: decimal.low, high: decimal.high)
        } else if let number, number.isNormal {
            self = .rounded(number)
        } else {
            self = .text(written)
        }
    }

    /// Written without point and exponent, and not `-0`, which only a double can hold.
    private static func whole(_ text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? text.dropFirst() : text
        guard digits.count < 19 else { return Int64(String(decoding: text, as: UTF8.self)) }
        var value: Int64 = 0
        for byte in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return isNegative ? (value == 0 ? nil : -value) : value
    }

    /// Whether the shortest decimal that leads to the double is the one that is written.
    private static func stands(_ number: Double, for text: ArraySlice<UInt8>) -> Bool {
        guard let written = DecimalDigits(text), number.isFinite else { return false }
        return written == DecimalDigits(Array("\(number)".utf8)[...])
    }
}
