/// Walks forwards through a text that has been validated or is trusted, looking at each byte once: what is entered is not
/// skipped over first to find its end. Of a key that is there twice both values come. On text that is not JSON, what comes
/// means nothing, but it ends.
package struct JSONCursor {
    private let text: UnsafeRawBufferPointer
    private let end: Int
    private var position: Int

    /// In front of a value.
    package init(_ value: JSONValue) {
        text = value.text
        end = value.range.upperBound
        position = value.range.lowerBound
    }

    /// Goes into the object that comes next; false, and nothing done, where something else comes.
    @inline(__always)
    package mutating func enterObject() -> Bool { enter(UInt8(ascii: "{")) }

    /// Goes into the array that comes next; false, and nothing done, where something else comes.
    @inline(__always)
    package mutating func enterArray() -> Bool { enter(UInt8(ascii: "[")) }

    /// The name of the object's next member, whose value comes next and must be taken or entered; nil, and behind the
    /// object, where there is none.
    @inline(__always)
    package mutating func nextMember() -> JSONKey? {
        let skipper = Skipper(text: text, end: end)
        guard advance(past: UInt8(ascii: "}")) else { return nil }
        guard text[position] == UInt8(ascii: "\"") else { return stop() }
        let start = position &+ 1
        let name = skipper.stringEnd(start)
        let colon = skipper.whiteSpaceEnd(name.end)
        guard colon < end, text[colon] == UInt8(ascii: ":") else { return stop() }
        position = skipper.whiteSpaceEnd(colon &+ 1)
        return JSONKey(text: text, range: start..<name.end &- 1, isEscaped: name.isEscaped)
    }

    /// Whether the array has another element, which comes next and must be taken or entered; behind the array where not.
    @inline(__always)
    package mutating func nextElement() -> Bool { advance(past: UInt8(ascii: "]")) }

    /// Takes the value that comes next, whole.
    @inline(__always)
    package mutating func value() -> JSONValue {
        let start = position
        position = Skipper(text: text, end: end).valueEnd(start)
        // A value that is none has no bytes, and would be met again and again.
        if position == start { position = end }
        return JSONValue(text: text, range: start..<max(start, position))
    }

    @inline(__always)
    private mutating func enter(_ bracket: UInt8) -> Bool {
        guard position < end, text[position] == bracket else { return false }
        position &+= 1
        return true
    }

    /// Goes to what comes behind white space and a comma; false where that is the bracket, and behind it, or the end.
    @inline(__always)
    private mutating func advance(past bracket: UInt8) -> Bool {
        let skipper = Skipper(text: text, end: end)
        position = skipper.whiteSpaceEnd(position)
        if position < end, text[position] == UInt8(ascii: ",") { position = skipper.whiteSpaceEnd(position &+ 1) }
        guard position < end else { return false }
        guard text[position] == bracket else { return true }
        position &+= 1
        return false
    }

    private mutating func stop() -> JSONKey? {
        position = end
        return nil
    }
}
