import JSONScanner

/// The day that a record is of, in the user's own calendar.
enum RecordDate {
    private static let shape = Array("0000-00-00".utf8)

    /// The first ten characters of `metadata.start_time` where they look like a date, cut before any arithmetic with
    /// offsets.
    static func of(_ startTime: JSONValue?) -> String? {
        let text = startTime?.withStringBytes { Array($0.prefix(shape.count)) } ?? nil
        guard let text, text.count == shape.count else { return nil }
        for (byte, expected) in zip(text, shape) {
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            guard expected == UInt8(ascii: "0") ? isDigit : byte == expected else { return nil }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
