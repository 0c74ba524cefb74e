/// Where and why a text is not JSON.
package struct JSONSyntaxError: Error, Sendable, Hashable {
    /// What is wrong, in words, without quoting the text.
    package let message: String
    /// Bytes before the mistake.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// In bytes, from 1.
    package let column: Int

    package init(message: String, offset: Int, line: Int, column: Int) {
        self.message = message
        self.offset = offset
        self.line = line
        self.column = column
    }

    init(_ fault: SyntaxFault, in text: UnsafeRawBufferPointer) {
        let newline = UInt8(ascii: "\n")
        var line = 1
        var lineStart = 0
        var index = Lanes.firstIndex(of: newline, in: text, 0..<fault.offset)
        while index < fault.offset {
            line += 1
            lineStart = index + 1
            index = Lanes.firstIndex(of: newline, in: text, lineStart..<fault.offset)
        }
        self.init(
            message: fault.reason.message,
            offset: fault.offset,
            line: line,
            column: fault.offset - lineStart + 1
        )
    }
}
