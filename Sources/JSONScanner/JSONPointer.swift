/// A JSON pointer (RFC 6901), in which `*` as a whole token stands for every element of an array and every member of
/// an object.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The most tokens that a pointer can have.
    package static let maxTokens = 64

    enum Token: Sendable, Hashable {
        /// A member's name; `index` where it also is the number of an element.
        case name(String, index: Int?)
        case every
    }

    let tokens: [Token]
    /// The pointer as it was written.
    package let description: String

    /// Nil unless the text is empty or starts with `/`, has `~` only in `~0` and `~1`, and at most `maxTokens` tokens.
    package init?(parsing text: String) {
        description = text
        guard !text.isEmpty else {
            tokens = []
            return
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let first = parts.first, first.isEmpty, parts.count <= Self.maxTokens + 1 else { return nil }
        var tokens: [Token] = []
        for part in parts.dropFirst() {
            guard let token = Token(Substring(part)) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }
}

extension JSONPointer.Token {
    fileprivate init?(_ written: Substring) {
        guard written != "*" else {
            self = .every
            return
        }
        var name = ""
        var scalars = written.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "~" else {
                name.unicodeScalars.append(scalar)
                continue
            }
            switch scalars.next() {
            case "0": name.unicodeScalars.append("~")
            case "1": name.unicodeScalars.append("/")
            default: return nil
            }
        }
        let isIndex = name == "0" || (name.utf8.allSatisfy(\.isDigit) && name.utf8.first != UInt8(ascii: "0"))
        self = .name(name, index: isIndex ? Int(name) : nil)
    }
}
