extension JSONValue {
    /// The number, rounded as `strtod` rounds; nil if the value is no number or beyond what a `Double` holds.
    package var double: Double? {
        guard kind == .number else { return nil }
        if let decimal = Decimal(UnsafeRawBufferPointer(rebasing: text[range])), let exact = decimal.exactDouble {
            return exact
        }
        guard let value = Double(String(decoding: text[range], as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// The number where it is a whole one that fits, however it is written; nil otherwise.
    package var integer: Int64? {
        guard kind == .number else { return nil }
        return Decimal(UnsafeRawBufferPointer(rebasing: text[range]))?.exactInteger
    }

    /// The number in units of a tenth to the power of `decimals`, rounded half away from zero: 11.5 to one decimal is
    /// 115. Nil if the value is no number, or what it comes to does not fit.
    package func rounded(decimals: Int) -> Int64? {
        guard kind == .number else { return nil }
        return Decimal(UnsafeRawBufferPointer(rebasing: text[range]))?.rounded(decimals: decimals)
    }
}
