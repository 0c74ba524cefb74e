/// Names a key without giving anything of it away: the first 8 bytes of an HMAC under it, as 16 hexadecimal digits.
package struct KeyID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Nil unless it is what `description` says of a key.
    package init?(_ text: String) {
        guard text.utf8.count == 16, let value = UInt64(text, radix: 16) else { return nil }
        rawValue = value
    }

    package var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    package static func < (one: KeyID, other: KeyID) -> Bool { one.rawValue < other.rawValue }
}
