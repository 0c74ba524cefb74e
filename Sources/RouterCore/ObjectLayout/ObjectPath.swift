/// Makes names that come from outside safe as parts of paths and object keys.
enum ObjectPath {
    /// The longest name of a file, in bytes: what the usual file systems take.
    static let maxSegmentLength = 255
    private static let longestExtension = 16
    private static let hashDigits = 32

    /// What stands in a key for a value; `_` for one that is missing.
    static func value(_ text: String) -> String {
        text.isEmpty ? "_" : encoded(text)
    }

    /// Percent-encodes what would end, leave or hide a path: `/`, control characters, and `%` so that two values never
    /// become one.
    static func encoded(_ value: String) -> String {
        guard value.utf8.contains(where: isUnsafe) else { return value }
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            if isUnsafe(byte) {
                bytes += percentEncoded(byte)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Makes a rendered segment a plain name: never beginning with a dot, never longer than a file's name
    /// may be. `suffixLength` bytes are left free for what is appended later.
    static func segment(_ text: String, suffixLength: Int) -> String {
        var text = text
        if text.hasPrefix(".") { text = "%2E" + text.dropFirst() }
        let limit = maxSegmentLength - suffixLength
        return text.utf8.count <= limit ? text : shortened(text, to: limit)
    }

    /// The beginning of the name, a hash of all of it, and its extension.
    private static func shortened(_ text: String, to limit: Int) -> String {
        let hash = "~" + StableHash.hexadecimal([text], digits: hashDigits)
        let dot = text.lastIndex(of: ".")
        let ending = dot.map { String(text[$0...]) } ?? ""
        let suffix = hash + (ending.utf8.count <= longestExtension ? ending : "")
        var start = text
        while start.utf8.count + suffix.utf8.count > limit { start.removeLast() }
        return start + suffix
    }

    private static func isUnsafe(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "%")
    }

    private static func percentEncoded(_ byte: UInt8) -> [UInt8] {
        let alphabet = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), alphabet[Int(byte >> 4)], alphabet[Int(byte & 15)]]
    }
}
