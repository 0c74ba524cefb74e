import CByteMasks

/// Finds where values end by looking at nothing but strings and brackets. On text that is not JSON its answers mean
/// nothing, but they lie within the text and behind where it was asked to start.
struct Skipper {
    /// Bytes that `skipBlocks` looks at at once.
    private static let blockSize = 64

    let text: UnsafeRawBufferPointer
    /// Nothing at or behind this is looked at.
    let end: Int

    @inline(__always)
    func whiteSpaceEnd(_ start: Int) -> Int {
        var index = start
        while index < end, text[index].isJSONWhiteSpace { index &+= 1 }
        return index
    }

    /// Where the value that starts at `start` ends; `start` itself if none starts there.
    @inline(__always)
    func valueEnd(_ start: Int) -> Int {
        guard start < end else { return start }
        switch text[start] {
        case UInt8(ascii: "\""): return stringEnd(start &+ 1).end
        case UInt8(ascii: "{"), UInt8(ascii: "["): return containerEnd(start &+ 1)
        default: return scalarEnd(start)
        }
    }

    /// Where the string whose opening quote is just before `start` ends, behind its closing quote, and whether it holds
    /// escapes.
    @inline(__always)
    func stringEnd(_ start: Int) -> (end: Int, isEscaped: Bool) {
        var index = start
        var isEscaped = false
        while true {
            while index &+ Lanes.width <= end {
                let hits = Lanes.quotesAndBackslashes(Lanes.load(text, at: index))
                if hits != 0 {
                    index &+= Lanes.first(hits)
                    break
                }
                index &+= Lanes.width
            }
            guard index < end else { return (end, isEscaped) }
            switch text[index] {
            case UInt8(ascii: "\""):
                return (index &+ 1, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                index = min(index &+ 2, end)
            default:
                index &+= 1
            }
        }
    }

    /// Where the object or array whose opening bracket is just before `start` ends, behind its closing bracket.
    private func containerEnd(_ start: Int) -> Int {
        var index = start
        var depth = 1
        while index < end {
            if let found = skipBlocks(&index, &depth) { return found }
            // What blocks cannot do: a block with an escape, and the text's last bytes.
            let stop = min(end, index &+ Self.blockSize)
            while index < stop {
                let byte = text[index]
                index &+= 1
                if byte == UInt8(ascii: "\"") {
                    index = stringEnd(index).end
                } else if byte | 0x20 == UInt8(ascii: "{") {
                    depth &+= 1
                } else if byte | 0x20 == UInt8(ascii: "}") {
                    depth &-= 1
                    if depth == 0 { return index }
                }
            }
        }
        return end
    }

    /// Goes on from outside of strings, block by block, as far as there is no escape, to a place outside of strings;
    /// returns where the container ends if it does.
    @inline(__always)
    private func skipBlocks(_ index: inout Int, _ depth: inout Int) -> Int? {
        guard CBYTEMASKS_AVAILABLE != 0, let base = text.baseAddress else { return nil }
        // All bits set while a block begins within a string.
        var carry: UInt64 = 0
        while index &+ Self.blockSize <= end {
            let marks = cbytemasks_find(base + index)
            guard marks.backslashes == 0 else { break }
            // The bytes from an opening quote on, up to the one before the closing quote.
            let strings = Self.parity(marks.quotes) ^ carry
            let opens = marks.opens & ~strings
            let closes = marks.closes & ~strings
            if closes.nonzeroBitCount >= depth, let bit = Self.closingBit(opens, closes, depth) {
                return index &+ bit &+ 1
            }
            depth &+= opens.nonzeroBitCount &- closes.nonzeroBitCount
            carry = UInt64(bitPattern: Int64(bitPattern: strings) >> 63)
            index &+= Self.blockSize
        }
        if carry != 0 { index = stringEnd(index).end }
        return nil
    }

    /// Of each bit, whether up to it and with it an odd number of bits is set.
    @inline(__always)
    private static func parity(_ bits: UInt64) -> UInt64 {
        var bits = bits
        bits ^= bits &<< 1
        bits ^= bits &<< 2
        bits ^= bits &<< 4
        bits ^= bits &<< 8
        bits ^= bits &<< 16
        bits ^= bits &<< 32
        return bits
    }

    /// The bit of `closes` that closes as many levels as were open before the block; nil if none does.
    private static func closingBit(_ opens: UInt64, _ closes: UInt64, _ depth: Int) -> Int? {
        var rest = closes
        var closed = 0
        while rest != 0 {
            let bit = rest.trailingZeroBitCount
            closed &+= 1
            let opened = (opens & ((1 &<< UInt64(bit)) &- 1)).nonzeroBitCount
            if depth &+ opened == closed { return bit }
            rest &= rest &- 1
        }
        return nil
    }

    @inline(__always)
    private func scalarEnd(_ start: Int) -> Int {
        var index = start
        while index < end {
            switch text[index] {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "\""):
                return index
            case let byte where byte.isJSONWhiteSpace:
                return index
            default:
                index &+= 1
            }
        }
        return index
    }
}
