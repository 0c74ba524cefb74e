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
}
