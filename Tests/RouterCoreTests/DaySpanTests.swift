import RouterCore
import Testing

@Suite struct DaySpanTests {
    @Test func daysAreReadAndWritten() throws {
        for text in ["2024-02-29", "1970-01-01", "2025-12-31", "0001-01-01"] {
            #expect(DaySpan.text(try #require(DaySpan.day(text))) == text)
        }
        for text in ["2025-02-29", "2025-2-01", "20250201", "2025-13-01", "2025-01-01T00:00:00Z", ""] {
            #expect(DaySpan.day(text) == nil, "\(text)")
        }
    }

    @Test func whatIsFinishedIsTakenOutWhateverItsOrder() {
        let span = DaySpan(10, 20)
        #expect(span.subtracting([]) == [span])
        #expect(span.subtracting([DaySpan(0, 30)]) == [])
        #expect(span.subtracting([DaySpan(15, 16), DaySpan(10, 11)]) == [DaySpan(12, 14), DaySpan(17, 20)])
        let overlapping = [DaySpan(12, 18), DaySpan(14, 15), DaySpan(0, 9)]
        #expect(span.subtracting(overlapping) == [DaySpan(10, 11), DaySpan(19, 20)])
        #expect(span.subtracting([DaySpan(20, 25)]) == [DaySpan(10, 19)])
    }
}
