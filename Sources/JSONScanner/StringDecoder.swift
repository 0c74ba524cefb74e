/// Turns what stands between the quotes of a JSON string into UTF-8.
enum StringDecoder {
    static func string(_ raw: UnsafeRawBufferPointer, isEscaped: Bool) -> String {
        guard isEscaped else { return String(decoding: raw, as: UTF8.self) }
        return String(unsafeUninitializedCapacity: raw.count) { decode(raw, into: $0) }
    }

    static func withBytes<R, E: Error>(
        _ raw: UnsafeRawBufferPointer,
        _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        let bytes = [UInt8](unsafeUninitializedCapacity: raw.count) { $1 = decode(raw, into: $0) }
        return try bytes.withUnsafeBufferPointer(body)
    }

    /// True if the string holds U+0000 or half a surrogate pair.
    static func isUnstorable(_ raw: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < raw.count {
            if raw[index] == 0 { return true }
            guard raw[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            let (scalar, length) = escape(raw, at: index)
            guard let scalar, scalar != "\0" else { return true }
            index += length
        }
        return false
    }

    /// Writes the unescaped bytes, never more than `raw` has, and returns how many.
    private static func decode(_ raw: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var index = 0
        var count = 0
        while index < raw.count {
            guard raw[index] == UInt8(ascii: "\\") else {
                output[count] = raw[index]
                index += 1
                count += 1
                continue
            }
            let (scalar, length) = escape(raw, at: index)
            for unit in UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter {
                output[count] = unit
                count += 1
            }
            index += length
        }
        return count
    }

    /// The character that an escape stands for, nil for half a surrogate pair, and the escape's length. What is no
    /// escape after all stands for itself, so that nothing written is longer than what was read.
    private static func escape(_ raw: UnsafeRawBufferPointer, at index: Int) -> (scalar: Unicode.Scalar?, length: Int) {
        guard index + 1 < raw.count else { return ("\\", 1) }
        switch raw[index + 1] {
        case UInt8(ascii: "b"): return ("\u{8}", 2)
        case UInt8(ascii: "f"): return ("\u{C}", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "\""): return ("\"", 2)
        case UInt8(ascii: "\\"): return ("\\", 2)
        case UInt8(ascii: "/"): return ("/", 2)
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(raw, at: index) else { return ("\\", 1) }
            if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
            guard UTF16.isLeadSurrogate(unit), let trail = codeUnit(raw, at: index + 6), UTF16.isTrailSurrogate(trail)
            else { return (nil, 6) }
            return (UTF16.decode(UTF16.EncodedScalar([unit, trail])), 12)
        default:
            return ("\\", 1)
        }
    }

    /// The value of `\uXXXX`; nil if there is none.
    private static func codeUnit(_ raw: UnsafeRawBufferPointer, at index: Int) -> UInt16? {
        guard index + 6 <= raw.count, raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var unit: UInt16 = 0
        for digit in raw[index + 2..<index + 6] {
            guard let value = digit.hexadecimalValue else { return nil }
            unit = unit << 4 | value
        }
        return unit
    }
}
