/// Finds where values end by looking at nothing but strings and brackets. On text that is not JSON its answers mean
/// nothing, but they lie within the text and behind where it was asked to start.
struct Skipper {
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
        return end
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
