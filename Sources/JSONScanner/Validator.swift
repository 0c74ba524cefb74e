/// Checks a text against the grammar of RFC 8259 and against UTF-8, without recursion: what a level of nesting costs
/// is one byte.
struct Validator {
    private enum Level: UInt8 {
        case array
        case object
    }

    let text: UnsafeRawBufferPointer
    let maxDepth: Int

    /// Nil if the whole text is one JSON value with nothing but white space around it.
    func firstFault() -> SyntaxFault? {
        withUnsafeTemporaryAllocation(of: Level.self, capacity: maxDepth) { levels in
            do throws(SyntaxFault) {
                try validate(levels)
                return nil
            } catch {
                return error
            }
        }
    }

    private func validate(_ levels: UnsafeMutableBufferPointer<Level>) throws(SyntaxFault) {
        var index = try start()
        var depth = 0
        values: while true {
            switch byte(at: index) {
            case UInt8(ascii: "\""):
                index = try string(from: index &+ 1)
            case UInt8(ascii: "{"):
                index = whiteSpaceEnd(try enter(.object, levels, &depth, at: index))
                if byte(at: index) != UInt8(ascii: "}") {
                    index = try name(at: index, or: .expectedNameOrEnd)
                    continue values
                }
                depth &-= 1
                index &+= 1
            case UInt8(ascii: "["):
                index = whiteSpaceEnd(try enter(.array, levels, &depth, at: index))
                if byte(at: index) != UInt8(ascii: "]") { continue values }
                depth &-= 1
                index &+= 1
            default:
                index = try scalar(from: index)
            }
            // Behind a value: close levels until a comma asks for another one.
            while true {
                index = whiteSpaceEnd(index)
                guard depth > 0 else {
                    guard index == text.count else { throw SyntaxFault(reason: .textAfterValue, offset: index) }
                    return
                }
                let level = levels[depth &- 1]
                let next = byte(at: index)
                if next == UInt8(ascii: ",") {
                    index = whiteSpaceEnd(index &+ 1)
                    if level == .object { index = try name(at: index, or: .expectedName) }
                    continue values
                }
                guard next == (level == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw fault(level == .object ? .expectedCommaOrEndOfObject : .expectedCommaOrEndOfArray, at: index)
                }
                depth &-= 1
                index &+= 1
            }
        }
    }

    /// Where the first value starts.
    private func start() throws(SyntaxFault) -> Int {
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw SyntaxFault(reason: .byteOrderMark, offset: 0)
        }
        let index = whiteSpaceEnd(0)
        guard index < text.count else { throw SyntaxFault(reason: .empty, offset: index) }
        return index
    }

    @inline(__always)
    private func enter(
        _ level: Level,
        _ levels: UnsafeMutableBufferPointer<Level>,
        _ depth: inout Int,
        at index: Int
    ) throws(SyntaxFault) -> Int {
        guard depth < maxDepth else { throw SyntaxFault(reason: .tooDeep(limit: maxDepth), offset: index) }
        levels[depth] = level
        depth &+= 1
        return index &+ 1
    }

    /// Reads a member's name and its colon; returns where the value starts.
    @inline(__always)
    private func name(at index: Int, or reason: SyntaxFault.Reason) throws(SyntaxFault) -> Int {
        guard byte(at: index) == UInt8(ascii: "\"") else { throw fault(reason, at: index) }
        let colon = whiteSpaceEnd(try string(from: index &+ 1))
        guard byte(at: colon) == UInt8(ascii: ":") else { throw fault(.expectedColon, at: colon) }
        return whiteSpaceEnd(colon &+ 1)
    }

    /// Reads a number or a literal; returns where it ends.
    @inline(__always)
    private func scalar(from index: Int) throws(SyntaxFault) -> Int {
        switch byte(at: index) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): try number(from: index)
        case UInt8(ascii: "t"): try literal("true", from: index)
        case UInt8(ascii: "f"): try literal("false", from: index)
        case UInt8(ascii: "n"): try literal("null", from: index)
        default: throw fault(.expectedValue, at: index)
        }
    }

    private func literal(_ literal: StaticString, from index: Int) throws(SyntaxFault) -> Int {
        let end = index + literal.utf8CodeUnitCount
        guard end <= text.count else {
            let rest = text.count - index
            for offset in 0..<rest where text[index + offset] != literal.utf8Start[offset] {
                throw SyntaxFault(reason: .badLiteral, offset: index)
            }
            throw SyntaxFault(reason: .endOfText, offset: text.count)
        }
        for offset in 0..<literal.utf8CodeUnitCount where text[index + offset] != literal.utf8Start[offset] {
            throw SyntaxFault(reason: .badLiteral, offset: index)
        }
        return end
    }

    /// The byte there; 0, which no valid text holds, behind the end.
    @inline(__always)
    func byte(at index: Int) -> UInt8 { index < text.count ? text[index] : 0 }

    @inline(__always)
    private func whiteSpaceEnd(_ start: Int) -> Int {
        // Most texts come without any.
        if start < text.count, text[start] > 0x20 { return start }
        var index = start
        while index < text.count, text[index].isJSONWhiteSpace { index &+= 1 }
        return index
    }

    /// The fault for a character that does not fit: that the text ends is said instead where it does.
    func fault(_ reason: SyntaxFault.Reason, at index: Int) -> SyntaxFault {
        SyntaxFault(reason: index < text.count ? reason : .endOfText, offset: index)
    }
}
