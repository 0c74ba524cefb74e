import HTTPTransport
import Testing

@Suite struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT
    private let then: Int64 = 784_111_777

    @Test(arguments: [("0", 0), ("1", 1), ("120", 120), (" 7 ", 7), ("86400", 86_400)])
    func readsSeconds(value: String, seconds: Int64) {
        #expect(RetryAfter.parse(value, now: then) == .seconds(seconds))
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func readsTheThreeFormsOfDate(value: String) {
        #expect(HTTPDate.parse(value) == then)
        #expect(RetryAfter.parse(value, now: then - 90) == .seconds(90))
    }

    @Test func aDateThatHasPassedIsNoWait() {
        #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", now: then + 5) == .zero)
    }

    @Test(arguments: ["86401", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
    func cutsALongWaitToADay(value: String) {
        #expect(RetryAfter.parse(value, now: then) == RetryAfter.maximum)
    }

    @Test(arguments: [
        "", " ", "-1", "+1", "1.5", "1s", "soon", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nub 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 199 08:49:37 GMT", "Sun, 06 Nov 1994 +8:49:37 GMT",
    ])
    func garbageIsNoWait(value: String) {
        #expect(RetryAfter.parse(value, now: then) == nil)
    }

    @Test func datesAgreeWithTheCalendarAroundLeapDays() {
        #expect(HTTPDate.parse("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        #expect(HTTPDate.parse("Tue, 29 Feb 2000 12:00:00 GMT") == 951_825_600)
        #expect(HTTPDate.parse("Thu, 29 Feb 2024 23:59:59 GMT") == 1_709_251_199)
        #expect(HTTPDate.parse("Fri, 01 Mar 2024 00:00:00 GMT") == 1_709_251_200)
        #expect(HTTPDate.parse("Wed, 16 Sep 2026 00:00:00 GMT") == 1_789_516_800)
    }

    @Test(arguments: [0, 951_825_600, 1_709_251_199, 1_735_689_599, 1_767_225_600, 4_107_542_399, 253_402_300_799])
    func datesAreWrittenAsTheyAreRead(seconds: Int64) {
        #expect(HTTPDate.parse(HTTPDate.text(seconds)) == seconds)
    }

    @Test func datesAreWrittenInTheFormOfToday() {
        #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
