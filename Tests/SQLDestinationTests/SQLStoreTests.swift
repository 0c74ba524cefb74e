import RouterCore
import TestSupport
import Testing

/// What holds for every store with these tables. Payloads are compared as text, character for character.
@Suite struct SQLStoreTests {
    private let factory = EventFactory()

    /// Versions of few days and many lifecycle events, so that nearly every write meets a row that is there.
    @Test(arguments: SQLStore.allCases, 0..<3 as Range<UInt64>)
    func newestWinsInEveryOrderOfArrival(store: SQLStore, seed: UInt64) async throws {
        var random = SeededGenerator(seed)
        let events = (0..<120).flatMap { _ in randomEvents(&random) }
        let target = try await store.makeTarget()
        let destinations = try [target.makeDestination(), target.makeDestination()]
        for destination in destinations { try await destination.prepare() }
        // Every event arrives twice, in batches that are written by four at a time over two destinations.
        let arrivals = (events + events).shuffled(using: &random)
        let batches = stride(from: 0, to: arrivals.count, by: 9).map { start in
            Batch(arrivals[start..<min(start + 9, arrivals.count)].map(\.event))
        }
        try await withThrowingTaskGroup { group in
            for lane in 0..<4 {
                group.addTask {
                    for batch in batches.indices where batch % 4 == lane {
                        let outcomes = await destinations[lane % 2].deliver(batches[batch])
                        #expect(outcomes == .all(.delivered))
                    }
                }
            }
            try await group.waitForAll()
        }
        try await expect(target, toHold: events)
        for destination in destinations { await destination.shutdown() }
    }

    @Test(arguments: SQLStore.allCases)
    func anEqualOrderingOverwrites(store: SQLStore) async throws {
        let first = factory.day(SampleDay(user: "u", readings: 3), ordering: 7)
        let second = factory.day(SampleDay(user: "u", readings: 2, correction: 5), ordering: 7)
        try await expect(store, toHold: [first, second], deliveredAs: [[first], [second]])
    }

    @Test(arguments: SQLStore.allCases)
    func aLateOlderDayTurnsNoReadingBack(store: SQLStore) async throws {
        let old = factory.day(SampleDay(user: "u", readings: 12), ordering: 1)
        let corrected = factory.day(SampleDay(user: "u", readings: 6, correction: 40), ordering: 2)
        try await expect(store, toHold: [old, corrected], deliveredAs: [[corrected], [old]])
    }

    @Test(arguments: SQLStore.allCases)
    func timesWithoutAnOffsetAreKeptAsTheyCame(store: SQLStore) async throws {
        let floating = factory.day(SampleDay(user: "u", readings: 5, offsetSeconds: nil), ordering: 1)
        let known = factory.day(SampleDay(user: "u", readings: 5, offsetSeconds: 0, correction: 1), ordering: 2)
        let later = factory.day(SampleDay(user: "u", readings: 3, offsetSeconds: nil, correction: 2), ordering: 3)
        let target = try await expect(
            store,
            toHold: [floating, known, later],
            deliveredAs: [[floating, known], [later]]
        )
        let rows = try await target.rows(of: .samples)
        #expect(rows.count { $0[1] == nil && $0[3] == nil } == 5, "no instant, and the offset's absence is the mark")
        #expect(rows.count { $0[1] != nil } == 5)
    }

    @Test(arguments: SQLStore.allCases)
    func theHourThatComesTwiceIsTwoReadings(store: SQLStore) async throws {
        let summer = factory.day(SampleDay(user: "u", day: 54, readings: 40, offsetSeconds: 7200))
        let winter = factory.day(SampleDay(user: "u", day: 54, readings: 40, offsetSeconds: 3600, correction: 1))
        let target = try await expect(store, toHold: [summer, winter], deliveredAs: [[summer], [winter]])
        let rows = try await target.rows(of: .samples)
        // Twelve readings an hour; the later day's first 28 instants are the earlier day's last 28.
        #expect(rows.count == 52)
        #expect(Set(rows.map { $0[2] }).count == 40)
    }

    @Test(arguments: SQLStore.allCases)
    func usersKeepTheirNewestStateAndWhoReplacedThem(store: SQLStore) async throws {
        let day = factory.day(SampleDay(user: "old", readings: 1))
        let events = [day] + factory.lifecycle(user: "old") + [factory.userReauth(old: "old", new: "new")]
        let late = factory.day(SampleDay(user: "old", readings: 2))
        let target = try await expect(
            store,
            toHold: events + [late],
            deliveredAs: [[late]] + events.reversed().map { [$0] }
        )
        let users = try await target.rows(of: .users)
        #expect(Set(users.map { [$0[0], $0[7], $0[8]] }) == [["old", "replaced", "new"], ["new", "active", nil]])
    }

    @Test(arguments: SQLStore.allCases)
    func everyPayloadIsKeptByteForByte(store: SQLStore) async throws {
        let chunk = factory.body(user: "chunk", days: (0..<10).map { SampleDay(user: "chunk", day: $0, readings: 20) })
        let events =
            factory.oddities(user: "odd").map(\.event)
            + EventFactory.oddUsers.map { factory.day(SampleDay(user: $0, readings: 2)) }
            + factory.otherKinds(user: "other") + [chunk]
        let target = try await expect(store, toHold: events, deliveredAs: [events])
        let rows = try await target.rows(of: .dataPayloads).union(target.rows(of: .otherPayloads))
        let stored = Set(rows.map { row in row.last?.map { Array($0.utf8) } })
        // What was made, not what was read from it.
        let made = Set(events.flatMap(\.records).map { Optional($0.document) })
        #expect(stored == made)
    }

    @Test(arguments: SQLStore.allCases)
    func aDroppedTableIsMadeAgain(store: SQLStore) async throws {
        let first = factory.day(SampleDay(user: "u", readings: 3))
        let second = factory.day(SampleDay(user: "u", day: 15, readings: 3))
        let target = try await store.makeTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        #expect(await destination.deliver(Batch([first.event])) == .all(.delivered))
        try await target.execute("DROP TABLE \(target.name(.samples))")
        #expect(await destination.deliver(Batch([second.event])) == .all(.delivered))
        #expect(try await target.rows(of: .samples) == ExpectedRows([second]).of(.samples))
        await destination.shutdown()
    }

    @Test(arguments: SQLStore.allCases)
    func anEmptyBatchIsDelivered(store: SQLStore) async throws {
        try await expect(store, toHold: [], deliveredAs: [[]])
    }

    @discardableResult
    private func expect(
        _ store: SQLStore,
        toHold events: [SampleEvent],
        deliveredAs batches: [[SampleEvent]]
    ) async throws -> any SQLTarget {
        let target = try await store.makeTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        for batch in batches {
            #expect(await destination.deliver(Batch(batch.map(\.event))) == .all(.delivered))
        }
        try await expect(target, toHold: events)
        await destination.shutdown()
        return target
    }

    private func expect(_ target: any SQLTarget, toHold events: [SampleEvent]) async throws {
        let expected = ExpectedRows(events)
        for table in SQLTable.allCases {
            let rows = try await target.rows(of: table)
            #expect(rows == expected.of(table), "\(table.rawValue)")
        }
    }

    /// Orderings are unique, so that the order of arrival cannot matter.
    private func randomEvents(_ random: inout SeededGenerator) -> [SampleEvent] {
        let user = "user-\(Int.random(in: 0..<4, using: &random))"
        if Int.random(in: 0..<6, using: &random) == 0 {
            let other = "user-\(Int.random(in: 0..<4, using: &random))"
            return [
                factory.lifecycle(user: user).randomElement(using: &random) ?? factory.athlete(user: user),
                factory.userReauth(old: other, new: user),
            ]
        }
        let day = SampleDay(
            user: user,
            day: .random(in: 0..<2, using: &random),
            readings: .random(in: 0...9, using: &random),
            offsetSeconds: [3600, 3600, 7200, nil].randomElement(using: &random) ?? nil,
            correction: .random(in: 0..<90, using: &random)
        )
        return [factory.day(day)]
    }
}
