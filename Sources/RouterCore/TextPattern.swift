import Foundation

/// A regular expression looked for anywhere in a string, with bounds on what it may cost.
package struct TextPattern: Sendable, Hashable {
    /// Only so many bytes of UTF-8 from the front of a string are looked at.
    package static let maxInput = 4096
    /// A search that takes longer is given up.
    package static let maxDuration = Duration.milliseconds(100)

    /// The expression as it was written.
    package let pattern: String
    private let expression: NSRegularExpression

    /// Nil if it is no regular expression in the syntax of ICU.
    package init?(_ pattern: String) {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return nil }
        self.pattern = pattern
        self.expression = expression
    }

    /// False also where the expression backtracks so much that the search is given up.
    package func matches(_ text: String) -> Bool {
        let bounded = String(decoding: text.utf8.prefix(Self.maxInput), as: UTF8.self)
        let range = NSRange(location: 0, length: bounded.utf16.count)
        let deadline = ContinuousClock.now + Self.maxDuration
        var found = false
        // With progress reported, the block is also called now and then while a search goes on, without a result.
        expression.enumerateMatches(in: bounded, options: .reportProgress, range: range) { result, _, stop in
            found = found || result != nil
            if found || ContinuousClock.now > deadline { stop.pointee = true }
        }
        return found
    }
}
