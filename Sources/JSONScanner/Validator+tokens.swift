extension Validator {
    /// Reads a string from behind its opening quote; returns where it ends, behind the closing one.
    @inline(__always)
    func string(from start: Int) throws(SyntaxFault) -> Int {
        var index = start
        while true {
            while index &+ Lanes.width <= text.count {
                let specials = Lanes.stringSpecials(Lanes.load(text, at: index))
                if specials != 0 {
                    index &+= Lanes.first(specials)
                    break
                }
                index &+= Lanes.width
            }
            guard index < text.count else { throw SyntaxFault(reason: .endInString, offset: text.count) }
            let byte = text[index]
            if byte == UInt8(ascii: "\"") { return index &+ 1 }
            if byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\\") {
                // Only in the text's last seven bytes, which no word covers.
                index &+= 1
            } else {
                index = try special(at: index)
            }
        }
    }

    /// Reads an escape, or all characters beyond ASCII up to the next that is not; returns where they end.
    private func special(at start: Int) throws(SyntaxFault) -> Int {
        var index = start
        if text[index] == UInt8(ascii: "\\") { return try escape(at: index) }
        guard text[index] >= 0x80 else { throw SyntaxFault(reason: .controlCharacter, offset: index) }
        while index < text.count, text[index] >= 0x80 {
            let length = sequenceLength(at: index)
            guard length > 0 else { throw SyntaxFault(reason: .notUTF8, offset: index) }
            index &+= length
        }
        return index
    }

    private func escape(at backslash: Int) throws(SyntaxFault) -> Int {
        guard backslash + 1 < text.count else { throw SyntaxFault(reason: .endInString, offset: text.count) }
        switch text[backslash + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return backslash + 2
        case UInt8(ascii: "u"):
            for index in backslash + 2..<backslash + 6 {
                guard index < text.count else { throw SyntaxFault(reason: .endInString, offset: text.count) }
                guard text[index].hexadecimalValue != nil else {
                    throw SyntaxFault(reason: .badUnicodeEscape, offset: backslash)
                }
            }
            return backslash + 6
        default:
            throw SyntaxFault(reason: .badEscape, offset: backslash)
        }
    }

    /// The length of the well-formed UTF-8 sequence there (Unicode, table 3-7); 0 if there is none.
    @inline(__always)
    private func sequenceLength(at index: Int) -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch text[index] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        default: return 0
        }
        guard index &+ length <= text.count, second.contains(text[index &+ 1]) else { return 0 }
        for offset in 2..<max(length, 2) where text[index &+ offset] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// Reads a number; returns where it ends.
    @inline(__always)
    func number(from start: Int) throws(SyntaxFault) -> Int {
        var index = start
        if text[index] == UInt8(ascii: "-") { index &+= 1 }
        if byte(at: index) == UInt8(ascii: "0") {
            index &+= 1
            if byte(at: index).isDigit { throw SyntaxFault(reason: .leadingZero, offset: index &- 1) }
        } else {
            index = try digits(from: index)
        }
        if byte(at: index) == UInt8(ascii: ".") { index = try digits(from: index &+ 1) }
        if byte(at: index) | 0x20 == UInt8(ascii: "e") {
            index &+= 1
            if byte(at: index) == UInt8(ascii: "+") || byte(at: index) == UInt8(ascii: "-") { index &+= 1 }
            index = try digits(from: index)
        }
        return index
    }

    @inline(__always)
    private func digits(from start: Int) throws(SyntaxFault) -> Int {
        guard byte(at: start).isDigit else { throw fault(.expectedDigit, at: start) }
        var index = start &+ 1
        while byte(at: index).isDigit { index &+= 1 }
        return index
    }
}
