import RouterCore
import TestSupport
import Testing

extension ConformanceTests {
    @Test(arguments: SubjectKind.withoutFaults)
    func everyEventArrivesOnceAndAsItCame(_ kind: SubjectKind) async throws {
        try await conformance(kind) { rig in
            let factory = rig.factory
            let events =
                (0..<5).flatMap { user in
                    (0..<4).map { factory.day(SampleDay(user: "user-\(user)", day: $0, readings: 288 - $0)) }
                }
                + factory.otherKinds(user: "user-0")
            try await rig.start()
            try await rig.append(events)
            try await rig.drained()
            try await rig.expectStored(events, isOnce: true)
        }
    }

    @Test(arguments: SubjectKind.withoutFaults)
    func daysWithoutOffsetChunksAndReplacedUsersArrive(_ kind: SubjectKind) async throws {
        try await conformance(kind) { rig in
            let factory = rig.factory
            let tenDays = (0..<10).map { SampleDay(user: "user-a", day: $0, readings: 30) }
            let events = [
                factory.body(user: "user-a", days: tenDays),
                factory.day(SampleDay(user: "user-b", readings: 20, offsetSeconds: nil)),
                factory.day(SampleDay(user: "user-c", readings: 20, offsetSeconds: -12_600)),
                factory.userReauth(old: "user-a", new: "user-d"),
                factory.day(SampleDay(user: "user-d", readings: 20, offsetSeconds: 0)),
            ]
            try await rig.start()
            try await rig.append(events)
            try await rig.drained()
            try await rig.expectStored(events, isOnce: true)
            if case .records(_, _, let replacements?) = try await rig.subject.stored() {
                #expect(replacements == ["user-a": "user-d"])
            }
        }
    }

    @Test(arguments: SubjectKind.withoutFaults)
    func validPayloadsOfEveryOddKindArriveByteForByte(_ kind: SubjectKind) async throws {
        try await conformance(kind) { rig in
            let events = rig.factory.oddities(user: "user-odd").map(\.event)
            try await rig.start()
            try await rig.append(events)
            try await rig.drained()
            try await rig.expectStored(events, isOnce: true)
        }
    }

    @Test(arguments: SubjectKind.withoutFaults)
    func usersOfEveryOddNameKeepApart(_ kind: SubjectKind) async throws {
        try await conformance(kind) { rig in
            let events = EventFactory.oddUsers.flatMap { user in
                [rig.factory.day(SampleDay(user: user, readings: 3)), rig.factory.athlete(user: user)]
            }
            try await rig.start()
            try await rig.append(events)
            try await rig.drained()
            try await rig.expectStored(events, isOnce: true)
        }
    }

    @Test(arguments: SubjectKind.withoutFaults)
    func theSameBatchTwiceChangesNothing(_ kind: SubjectKind) async throws {
        try await conformance(kind) { rig in
            let events =
                (0..<6).map { rig.factory.day(SampleDay(user: "user-a", day: $0, readings: 50)) }
                + rig.factory.otherKinds(user: "user-a")
            try await rig.withDestination { destination in
                for _ in 1...3 {
                    let outcomes = await destination.deliver(Batch(events.map(\.event)))
                    for index in events.indices { #expect(outcomes[index] == .delivered) }
                }
            }
            try await rig.expectStored(events)
        }
    }
}
