import RouterCore
import SQLTables
import TestSupport
import Testing

@Suite struct UserRowTests {
    private let factory = EventFactory()

    @Test func dataMakesAUserActiveAndChangesNoState() {
        let rows = TableRows(Batch([event("deauth", ordering: 10), day(ordering: 20)]))
        #expect(rows.users.map(\.state) == ["deauthenticated"])
        #expect(rows.users.map(\.stateOrdering) == [10])
        #expect(rows.users.map(\.ordering) == [20])
        let first = TableRows(Batch([day(ordering: 20)]))
        #expect(first.users.map(\.state) == ["active"])
        #expect(first.users.map(\.stateOrdering) == [nil])
    }

    @Test func aLateOldLifecycleEventTurnsNothingBack() {
        let events = [
            event("auth", ordering: 10, status: "success"), event("deauth", ordering: 20),
            event("auth", ordering: 30, status: "success"), event("access_revoked", ordering: 15),
        ]
        for order in permutations(events) {
            let rows = TableRows(Batch(order))
            #expect(rows.users.map(\.state) == ["active"])
            #expect(rows.users.map(\.stateOrdering) == [30])
        }
    }

    @Test func aReplacedUserPointsToTheOneThatReplacedIt() {
        let rows = TableRows(Batch([factory.userReauth(old: "old", new: "new").event]))
        #expect(rows.users.map(\.userID) == ["new", "old"])
        #expect(rows.users.map(\.state) == ["active", "replaced"])
        #expect(rows.users.map(\.replacedBy) == [nil, "new"])
        #expect(rows.users.map(\.grantedScopes) == ["offline_access", "offline_access"])
        #expect(
            rows.users.map { $0.createdAt?.instantText } == Array(repeating: "2026-08-01T09:12:33.000000Z", count: 2)
        )
        #expect(rows.users.map(\.createdAtText) == Array(repeating: "2026-08-01T09:12:33.000000+00:00", count: 2))
    }

    @Test func aMereMentionLeavesTheProfileAsItIs() {
        let mention = Event(
            id: "mention",
            type: "s3_payload",
            userID: "u",
            referenceID: "r",
            provider: nil,
            reference: nil,
            receivedAt: 30,
            ordering: 30,
            destinations: [],
            payload: ArraySlice(
                #"{"type":"s3_payload","user_id":"u","reference_id":"r","url":"https://example.invalid"}"#.utf8
            )
        )
        for order in permutations([mention, day(ordering: 20)]) {
            let rows = TableRows(Batch(order))
            #expect(rows.users.map(\.provider) == ["DEXCOM"])
            #expect(rows.users.map(\.ordering) == [20])
        }
        let alone = TableRows(Batch([mention]))
        #expect(alone.users.map(\.userID) == ["u"])
        #expect(alone.users.map(\.ordering) == [nil])
    }

    private func day(ordering: Int64) -> Event {
        factory.day(SampleDay(user: "u", readings: 1), ordering: ordering).event
    }

    private func event(_ type: String, ordering: Int64, status: String = "warning") -> Event {
        Event(
            id: "\(type)-\(ordering)",
            type: type,
            userID: "u",
            referenceID: nil,
            provider: "DEXCOM",
            reference: nil,
            receivedAt: ordering,
            ordering: ordering,
            destinations: [],
            payload: ArraySlice(#"{"type":"\#(type)","status":"\#(status)","user":\#(EventFactory.user("u"))}"#.utf8)
        )
    }

    private func permutations(_ events: [Event]) -> [[Event]] {
        guard events.count > 1 else { return [events] }
        return events.indices.flatMap { index in
            var rest = events
            let first = rest.remove(at: index)
            return permutations(rest).map { [first] + $0 }
        }
    }
}
