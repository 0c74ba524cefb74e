extension JSONValue {
    /// Walks over an array of objects, looking at each byte of it once: calls `body` with the members of each object and
    /// its place in the array. Returns how many there are; nil if the value is no array, or an element no object.
    package func forEachMemberOfObjects<E: Error>(
        _ body: (Int, JSONKey, JSONValue) throws(E) -> Void
    ) throws(E) -> Int? {
        guard kind == .array else { return nil }
        let end = range.upperBound
        let skipper = Skipper(text: text, end: end)
        var position = skipper.whiteSpaceEnd(range.lowerBound + 1)
        var count = 0
        if position < end, text[position] == UInt8(ascii: "]") { return 0 }
        while position < end {
            guard text[position] == UInt8(ascii: "{") else { return nil }
            var members = JSONMembers(of: JSONValue(text: text, range: position..<end))
            while let (key, value) = members.next() { try body(count, key, value) }
            count += 1
            // Behind the last member, or behind the bracket of an empty object.
            position = skipper.whiteSpaceEnd(members.lastEnd)
            guard position < end, text[position] == UInt8(ascii: "}") else { return nil }
            position = skipper.whiteSpaceEnd(position + 1)
            guard position < end, text[position] == UInt8(ascii: ",") else { return count }
            position = skipper.whiteSpaceEnd(position + 1)
        }
        return count
    }
}
