/// Looks at eight bytes of a word at once (SIMD within a register): a result has the high bit of a lane set where the
/// byte there is one of those searched for. Lanes above the lowest hit may be set wrongly by a borrow, so only the
/// lowest one counts.
enum Lanes {
    static let width = 8
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    static func load(_ text: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        UInt64(littleEndian: text.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Which byte of the word the lowest hit is; `hits` must not be 0.
    @inline(__always)
    static func first(_ hits: UInt64) -> Int { hits.trailingZeroBitCount &>> 3 }

    /// Quotes, backslashes, control characters and everything beyond ASCII: what ends the plain part of a string.
    @inline(__always)
    static func stringSpecials(_ word: UInt64) -> UInt64 {
        // Flipping this bit puts the quote next to the control characters and moves space and `!` out of the way.
        let quotesAndControls = (word ^ spread(0x02)) &- spread(0x21)
        let backslashes = (word ^ spread(UInt8(ascii: "\\"))) &- ones
        return (quotesAndControls | backslashes | word) & highs
    }

    /// Quotes and backslashes.
    @inline(__always)
    static func quotesAndBackslashes(_ word: UInt64) -> UInt64 {
        let quotes = (word ^ spread(UInt8(ascii: "\""))) &- ones
        let backslashes = (word ^ spread(UInt8(ascii: "\\"))) &- ones
        return (quotes | backslashes) & ~word & highs
    }

    @inline(__always)
    static func matches(of byte: UInt8, in word: UInt64) -> UInt64 {
        let difference = word ^ spread(byte)
        return (difference &- ones) & ~difference & highs
    }

    /// Whether both regions hold the same bytes.
    @inline(__always)
    static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        var index = 0
        while index &+ width <= left.count {
            guard load(left, at: index) == load(right, at: index) else { return false }
            index &+= width
        }
        while index < left.count {
            guard left[index] == right[index] else { return false }
            index &+= 1
        }
        return true
    }

    /// The first place of `byte` in `range` of the text; the range's end if it is not there.
    static func firstIndex(of byte: UInt8, in text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index &+ width <= range.upperBound {
            let hits = matches(of: byte, in: load(text, at: index))
            if hits != 0 { return index &+ first(hits) }
            index &+= width
        }
        while index < range.upperBound, text[index] != byte { index &+= 1 }
        return index
    }

    @inline(__always)
    private static func spread(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }
}
