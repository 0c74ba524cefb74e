/// The lines of an NDJSON body that hold something: separated by `\n` or `\r\n`, blank ones left out, the last one with
/// or without an end of its own. The lines are not validated.
package struct JSONLines: Sequence, IteratorProtocol {
    package struct Line: Sendable, Hashable {
        /// From 1, blank lines counted.
        package let number: Int
        /// Where the line lies in the body, by the body's own indices; without the end of the line.
        package let range: Range<Int>
    }

    private let body: ArraySlice<UInt8>
    private var position: Int
    private var number = 0

    package init(_ body: ArraySlice<UInt8>) {
        self.body = body
        position = body.startIndex
    }

    package mutating func next() -> Line? {
        while position < body.endIndex {
            let start = position
            var end = body.withUnsafeBytes { text in
                let index = Lanes.firstIndex(of: UInt8(ascii: "\n"), in: text, start - body.startIndex..<text.count)
                return index + body.startIndex
            }
            position = end + 1
            number += 1
            if end > start, body[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            if body[start..<end].contains(where: { !$0.isJSONWhiteSpace }) {
                return Line(number: number, range: start..<end)
            }
        }
        return nil
    }
}
