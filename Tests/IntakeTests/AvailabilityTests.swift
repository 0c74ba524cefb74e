import Intake
import RouterCore
import TestSupport
import Testing

@Suite("When events cannot be made safe")
struct AvailabilityTests {
    @Test(
        "Every failure of the journal is 503 with Retry-After, and does not tell the client what only we may know",
        arguments: [
            JournalFailure.full(reason: "/secret/path"), .diskFull(reason: "/secret/path"),
            .failed(reason: "/secret/path"), .closed,
        ]
    )
    func failure(failure: JournalFailure) async {
        let fixture = HandlerFixture()
        fixture.journal.fail(with: failure)
        let response = await fixture.post(#"{"type":"a"}"#)
        #expect(response.status == 503)
        #expect((response.retryAfter ?? 0) > 0)
        #expect(!response.text.contains("secret"))
        #expect(fixture.counters.snapshot().accepted == 0)
    }

    @Test("It is logged once that events are refused, and once that they are accepted again")
    func logged() async {
        let fixture = HandlerFixture()
        fixture.journal.fail(with: .diskFull(reason: "no room below data"))
        for number in 0..<5 { _ = await fixture.post("{\"type\":\"a\(number)\"}") }
        #expect(fixture.log.lines(containing: "intake.unavailable").count == 1)
        fixture.journal.fail(with: nil)
        for number in 0..<5 { _ = await fixture.post("{\"type\":\"a\(number)\"}") }
        #expect(fixture.log.lines(containing: "intake.available").count == 1)
        fixture.journal.fail(with: .closed)
        _ = await fixture.post(#"{"type":"z"}"#)
        #expect(fixture.log.lines(containing: "intake.unavailable").count == 2)
    }
}
