import ConfigurationReader
import Foundation
import Testing

/// The regular expressions of durations and sizes match what is read, and nothing else.
@Suite struct QuantityPatternTests {
    private static let pieces = [
        "", "0", "7", "1.5", ".", " ", "us", "ms", "s", "m", "h", "d", "B", "kB", "KiB", "MB", "x",
    ]

    /// Every text of up to four pieces.
    private static let texts: Set<String> = {
        var texts: Set<String> = [""]
        for _ in 0..<4 { texts = Set(texts.flatMap { text in pieces.map { text + $0 } }) }
        return texts
    }()

    @Test func durationsAreThoseThatAreRead() throws {
        try expectAgreement("0|\(Quantity.durationPattern)") { Duration(configurationText: $0) != nil }
    }

    @Test func sizesAreThoseThatAreRead() throws {
        try expectAgreement("0|\(Quantity.sizePattern)") { Quantity.size($0) != nil }
    }

    private func expectAgreement(_ pattern: String, _ isRead: (String) -> Bool) throws {
        let expression = try NSRegularExpression(pattern: "\\A(?:\(pattern))\\z")
        var read = 0
        for text in Self.texts {
            let range = NSRange(location: 0, length: text.utf16.count)
            let isMatch = expression.firstMatch(in: text, range: range) != nil
            #expect(isMatch == isRead(text), "\(text)")
            read += isMatch ? 1 : 0
        }
        #expect(read > 10 && Self.texts.count > 10_000)
    }
}
