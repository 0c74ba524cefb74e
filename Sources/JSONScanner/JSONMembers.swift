/// The members of an object in the order of the text.
package struct JSONMembers: Sequence, IteratorProtocol {
    private let text: UnsafeRawBufferPointer
    private let end: Int
    /// Behind the opening bracket or a comma; `end` when there is nothing more.
    private var position: Int
    /// Behind the last member that was returned, or behind the opening bracket.
    private(set) var lastEnd: Int

    init(of value: JSONValue) {
        text = value.text
        end = value.range.upperBound
        position = value.kind == .object ? value.range.lowerBound + 1 : end
        lastEnd = position
    }

    @inline(__always)
    package mutating func next() -> (key: JSONKey, value: JSONValue)? {
        let skipper = Skipper(text: text, end: end)
        let nameStart = skipper.whiteSpaceEnd(position) &+ 1
        position = end
        guard nameStart < end, text[nameStart &- 1] == UInt8(ascii: "\"") else { return nil }
        let name = skipper.stringEnd(nameStart)
        let colon = skipper.whiteSpaceEnd(name.end)
        guard colon < end, text[colon] == UInt8(ascii: ":") else { return nil }
        let start = skipper.whiteSpaceEnd(colon &+ 1)
        let stop = skipper.valueEnd(start)
        guard stop > start else { return nil }
        lastEnd = stop
        let comma = skipper.whiteSpaceEnd(stop)
        if comma < end, text[comma] == UInt8(ascii: ",") { position = comma &+ 1 }
        // A name is followed by a colon, so its closing quote has been found.
        let key = JSONKey(text: text, range: nameStart..<name.end &- 1, isEscaped: name.isEscaped)
        return (key, JSONValue(text: text, range: start..<stop))
    }
}
