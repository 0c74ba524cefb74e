import ConfigurationReader
import Foundation
import Testing

@Suite struct LimitTests {
    @Test func aFileMayNotBeLargerThanAMebibyte() {
        let text = "a: \(String(repeating: "x", count: ConfigurationFile.sizeLimit))"
        let file = ConfigurationFile(text: text)
        #expect(file.root == nil)
        #expect(file.diagnostics.map(\.description) == ["destinations.yaml: error: larger than 1 MiB"])
    }

    @Test func nestedAliasesDoNotExplode() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        let file = ConfigurationFile(text: text)
        #expect(file.root == nil)
        #expect(
            file.diagnostics.map(\.description) == [
                "destinations.yaml: error: the file comes to more than 100000 values; are aliases nested?"
            ]
        )
    }

    @Test(arguments: [100, 5_000, 400_000])
    func deepNestingIsRefused(depth: Int) {
        let file = ConfigurationFile(text: String(repeating: "[", count: depth))
        #expect(file.root == nil)
        #expect(file.diagnostics.count == 1)
        let closed = ConfigurationFile(
            text: String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        )
        #expect(closed.root == nil)
        #expect(closed.diagnostics.count == 1)
    }

    @Test(arguments: ["", "\n\n", "# nothing\n", "---\n", "null\n", "\u{FEFF}"])
    func anEmptyFileIsAnEmptySection(text: String) throws {
        let file = ConfigurationFile(text: text)
        #expect(try #require(file.root).keys.isEmpty)
        #expect(file.diagnostics.isEmpty)
    }

    @Test func controlCharactersDoNotReachTheTerminal() {
        let file = ConfigurationFile(text: "a: 1\nb: \u{1B}[2J\u{07}\n")
        #expect(file.root == nil)
        #expect(file.diagnostics.count == 1)
        #expect(!file.diagnostics.contains { $0.description.contains("\u{1B}") })
    }

    @Test func aFileOfNothingButMistakesIsReportedInPart() {
        let text = (0..<5_000).map { "key\($0): x\n" }.joined()
        let file = ConfigurationFile(text: text)
        file.root?.finish()
        #expect(file.diagnostics.count == 1_000)
    }
}
