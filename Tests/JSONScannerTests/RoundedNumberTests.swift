import JSONScanner
import Testing

@Suite struct RoundedNumberTests {
    private func rounded(_ text: String, _ decimals: Int) -> Int64? {
        withTrustedJSON(Array(text.utf8)[...]) { $0.rounded(decimals: decimals) }
    }

    @Test(arguments: [
        ("112", 0, 112), ("112", 6, 112_000_000), ("11.5", 1, 115), ("11.5", 0, 12), ("-11.5", 0, -12),
        ("11.49", 0, 11), ("1.12e2", 2, 11_200), ("0.0000005", 6, 1), ("0.0000004", 6, 0), ("1e-40", 6, 0), ("0", 6, 0),
        ("0e99", 6, 0), ("-0", 2, 0), ("9223372036854775807", 0, Int64.max), ("12300", -2, 123), ("12350", -2, 124),
    ])
    func halvesAreRoundedAwayFromZero(text: String, decimals: Int, expected: Int64) {
        #expect(rounded(text, decimals) == expected)
    }

    @Test(arguments: ["9223372036854775808", "1e19", "99999999999999999999999", "\"1\"", "null", "true"])
    func whatDoesNotFitOrIsNoNumberIsNone(text: String) {
        #expect(rounded(text, 0) == nil)
    }
}
