/// The elements of an array in the order of the text.
package struct JSONElements: Sequence, IteratorProtocol {
    private let text: UnsafeRawBufferPointer
    private let end: Int
    /// Behind the opening bracket or a comma; `end` when there is nothing more.
    private var position: Int

    init(of value: JSONValue) {
        text = value.text
        end = value.range.upperBound
        position = value.kind == .array ? value.range.lowerBound + 1 : end
    }

    @inline(__always)
    package mutating func next() -> JSONValue? {
        let skipper = Skipper(text: text, end: end)
        let start = skipper.whiteSpaceEnd(position)
        let stop = skipper.valueEnd(start)
        position = end
        guard stop > start else { return nil }
        let comma = skipper.whiteSpaceEnd(stop)
        if comma < end, text[comma] == UInt8(ascii: ",") { position = comma &+ 1 }
        return JSONValue(text: text, range: start..<stop)
    }
}
