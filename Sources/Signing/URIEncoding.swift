/// Percent-encoding as AWS signs it: everything but the unreserved characters of RFC 3986, digits in capitals.
package enum URIEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Encodes a text; slashes stay where it is a path.
    package static func encode(_ text: String, keepingSlashes: Bool = false) -> String {
        let isKept: (UInt8) -> Bool = { isUnreserved($0) || keepingSlashes && $0 == UInt8(ascii: "/") }
        guard !text.utf8.allSatisfy(isKept) else { return text }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count * 3)
        for byte in text.utf8 {
            if isKept(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// `name=value` of all parameters, encoded, ordered by name and then value, joined with `&`.
    package static func query(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { (encode($0.name), encode($0.value)) }
            .sorted { $0.0 == $1.0 ? precedes($0.1, $1.1) : precedes($0.0, $1.0) }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
