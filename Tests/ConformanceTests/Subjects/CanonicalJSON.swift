import JSONScanner

/// JSON in one form for all texts that mean the same: members in the order of their names, strings in hexadecimal,
/// numbers as digits and a power of ten.
enum CanonicalJSON {
    static func text(of document: [UInt8]) -> [UInt8] {
        withTrustedJSON(document[...]) { root in Array(text(of: root, in: document[...]).utf8) }
    }

    private static func text(of value: JSONValue, in document: ArraySlice<UInt8>) -> String {
        switch value.kind {
        case .null: return "z"
        case .bool: return value.bool == true ? "t" : "f"
        case .string: return "s" + hexadecimal(value.string ?? "")
        case .number: return number(value.slice(of: document))
        case .array: return "[" + value.elements.map { text(of: $0, in: document) }.joined(separator: ",") + "]"
        case .object:
            let members = value.members.map { hexadecimal($0.key.string) + ":" + text(of: $0.value, in: document) }
            return "{" + members.sorted().joined(separator: ",") + "}"
        }
    }

    private static func number(_ text: ArraySlice<UInt8>) -> String {
        var digits = ""
        var exponent = 0
        var isFraction = false
        let parts = String(decoding: text, as: UTF8.self).lowercased().split(separator: "e")
        for character in parts[0].drop(while: { $0 == "-" }) {
            if character == "." {
                isFraction = true
            } else {
                digits.append(character)
                if isFraction { exponent -= 1 }
            }
        }
        if parts.count > 1 { exponent += Int(parts[1]) ?? 0 }
        digits = String(digits.drop { $0 == "0" })
        while digits.last == "0" {
            digits.removeLast()
            exponent += 1
        }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        return "n\(sign)" + (digits.isEmpty ? "0e0" : "\(digits)e\(exponent)")
    }

    private static func hexadecimal(_ text: String) -> String {
        text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
