import SQLiteDestination
import Testing

@Suite struct SQLiteVerdictTests {
    /// Primary codes, and extended ones that belong to them.
    @Test(
        arguments: [
            (5, .retry), (261, .retry), (517, .retry), (6, .retry), (13, .retry), (10, .retry), (266, .retry),
            (7, .retry), (9, .retry), (15, .retry), (99, .retry), (0, .retry),
            (18, .reject), (19, .reject), (275, .reject), (1299, .reject), (1811, .reject), (2067, .reject),
            (20, .reject),
            (1, .reopen), (1032, .reopen),
        ] as [(Int32, SQLiteVerdict)]
    )
    func everyResultCodeHasAVerdict(code: Int32, verdict: SQLiteVerdict) {
        #expect(SQLiteVerdict(resultCode: code) == verdict)
    }

    @Test(arguments: [3, 8, 264, 11, 267, 14, 526, 23, 26] as [Int32])
    func whatAPersonMustMendPauses(code: Int32) {
        guard case .pause(let advice) = SQLiteVerdict(resultCode: code) else {
            Issue.record("\(code)")
            return
        }
        #expect(!advice.isEmpty)
    }
}
