/// One mistake in the configuration file: what is wrong, where, and the line itself with secrets masked.
package struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    /// Nil where the mistake is the file as a whole: not readable, too large.
    package let position: SourcePosition?
    package let message: String
    /// The line at `position` and the caret under its column; secrets that are written in the line are masked.
    package let snippet: String?

    package init(file: String, position: SourcePosition? = nil, message: String, snippet: String? = nil) {
        self.file = file
        self.position = position
        self.message = message
        self.snippet = snippet
    }

    package var description: String {
        let place = position.map { "\(file):\($0.line):\($0.column)" } ?? file
        let head = "\(place): error: \(message)"
        return snippet.map { "\(head)\n\($0)" } ?? head
    }
}
