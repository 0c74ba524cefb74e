extension JSONValue {
    /// The string, unescaped; nil if the value is no string. Lone surrogates become U+FFFD.
    package var string: String? {
        guard let raw = rawString else { return nil }
        return StringDecoder.string(raw, isEscaped: Self.isEscaped(raw))
    }

    /// True if the value is a string that no `String` holds faithfully (lone surrogate) or that holds U+0000.
    package var isUnstorableString: Bool {
        guard let raw = rawString else { return false }
        return StringDecoder.isUnstorable(raw)
    }

    /// Hands the string's bytes, unescaped, to `body`, and copies them only if there is something to unescape; nil if
    /// the value is no string.
    package func withStringBytes<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R? {
        guard let raw = rawString else { return nil }
        if Self.isEscaped(raw) { return try StringDecoder.withBytes(raw, body) }
        return try body(raw.assumingMemoryBound(to: UInt8.self))
    }

    /// What stands between the quotes; nil if the value is no string.
    private var rawString: UnsafeRawBufferPointer? {
        guard kind == .string else { return nil }
        // Text that is only trusted may end before the closing quote.
        let isClosed = range.count >= 2 && text[range.upperBound - 1] == UInt8(ascii: "\"")
        let inner = range.lowerBound + 1..<range.upperBound - (isClosed ? 1 : 0)
        return UnsafeRawBufferPointer(rebasing: text[inner])
    }

    private static func isEscaped(_ raw: UnsafeRawBufferPointer) -> Bool {
        Lanes.firstIndex(of: UInt8(ascii: "\\"), in: raw, 0..<raw.count) < raw.count
    }
}
