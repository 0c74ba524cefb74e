import ObjectStorage
import RouterCore
import TestSupport
import Testing

@Suite("When the store does not do what it is asked for")
struct FailureTests {
    private static let events = 20

    private func days(_ fixture: WriterFixture) -> [Event] {
        (0..<Self.events).map { fixture.version(1, user: "u\($0)") }
    }

    @Test("No more requests than the bound are under way at once", arguments: [1, 4])
    func parallelism(bound: Int) async throws {
        let fixture = WriterFixture(parallelism: bound)
        #expect(await fixture.write(days(fixture)) == .all(.delivered))
        #expect(fixture.store.mostUnderWay <= bound)
        #expect(fixture.store.objects.count == Self.events)
    }

    @Test("A failure of one object is that of its event alone")
    func one() async throws {
        let fixture = WriterFixture()
        let outcome = Outcome.retry(after: .seconds(3), reason: "made up")
        let key = fixture.key(user: "u7")
        fixture.store.interfere { _, request in
            request.key == key ? ObjectStoreFailure(outcome, concernsAll: false) : nil
        }
        let outcomes = await fixture.write(days(fixture))
        for index in 0..<Self.events { #expect(outcomes[index] == (index == 7 ? outcome : .delivered)) }
    }

    @Test(
        "A failure that concerns all stops what was not sent",
        arguments: [Outcome.retry(after: nil, reason: "down"), .pause(reason: "no such bucket")]
    )
    func all(outcome: Outcome) async throws {
        let fixture = WriterFixture(parallelism: 2)
        fixture.store.interfere { _, _ in ObjectStoreFailure(outcome, concernsAll: true) }
        let outcomes = await fixture.write(days(fixture))
        for index in 0..<Self.events { #expect(outcomes[index] == outcome) }
        #expect(fixture.store.requests.count <= 2)
    }

    @Test("A failure while looking at what is stored counts as one of the write")
    func looking() async throws {
        let fixture = WriterFixture()
        fixture.store.write(fixture.key(), ordering: 5)
        let outcome = Outcome.retry(after: nil, reason: "made up")
        fixture.store.interfere { _, request in
            if case .attributes = request { ObjectStoreFailure(outcome, concernsAll: false) } else { nil }
        }
        #expect(await fixture.write(fixture.version(9)) == .each([outcome]))
    }

    @Test("What has not begun by the deadline is to be tried again, what has begun is waited for")
    func deadline() async throws {
        let fixture = WriterFixture(parallelism: 1)
        let deadline = ContinuousClock.now + .seconds(3)
        fixture.store.interfere { _, _ in
            // As long as a request may take, which is what a store that hangs does.
            try? await Task.sleep(until: deadline)
            return nil
        }
        let outcomes = await fixture.writer.write(Batch(days(fixture)), until: deadline)
        #expect(outcomes[0] == .delivered)
        expectTooSlow(outcomes, 1..<Self.events)
        #expect(fixture.store.requests.count == 1)
    }

    @Test("After the deadline nothing is sent")
    func late() async throws {
        let fixture = WriterFixture()
        let outcomes = await fixture.writer.write(Batch(days(fixture)), until: .now - .seconds(1))
        expectTooSlow(outcomes, 0..<Self.events)
        #expect(fixture.store.requests.isEmpty)
    }

    private func expectTooSlow(_ outcomes: Outcomes, _ range: Range<Int>) {
        for index in range {
            guard case .retry(nil, let reason) = outcomes[index] else {
                Issue.record("not retried: \(outcomes[index])")
                continue
            }
            #expect(reason.contains("too slow"))
        }
    }

    @Test("A batch without events is delivered without a request")
    func empty() async throws {
        let fixture = WriterFixture()
        #expect(await fixture.write([]) == .all(.delivered))
        #expect(fixture.store.requests.isEmpty)
    }
}
