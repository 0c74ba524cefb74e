import FirestoreDestination
import Foundation
import RouterCore
import TestSupport
import Testing

/// What lies in the database is read with Google's own client.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct FirestoreDocumentTests {
    @Test func dataAndEventsLieWhereTerraPutsThem() async throws {
        try await TestDatabase.run { database in
            let factory = EventFactory()
            let day = factory.day(SampleDay(user: "user-a", readings: 2), ordering: 1_789_516_800_000)
            let athlete = factory.athlete(user: "user-a")
            let auth = factory.lifecycle(user: "user-a")[0]
            let outcomes = await database.destination.deliver(Batch([day, athlete, auth].map(\.event)))
            #expect(outcomes == .all(.delivered))
            let paths = try await database.records().map(\.path)
            #expect(paths.contains("terra/2022-03-16/body/user-a-2026-09-15T00:00:00.000000+01:00.json"))
            #expect(paths.contains("terra/2022-03-16/athlete/user-a-athlete.json"))
            let time = SampleTime(localMicroseconds: auth.event.ordering * 1000, offsetSeconds: 0).instantText ?? ""
            #expect(paths.contains("terra/2022-03-16/user_events/user-a-\(time).json"))
            #expect(paths.count == 3)
        }
    }

    @Test func otherPathsTakeThePlaceholdersOfKeys() async throws {
        let keys = "path: terra/2022-03-16/{user_id}/{start_date}\nevent_path: terra/2022-03-16/{user_id}/{id}"
        try await TestDatabase.run(keys: keys) { database in
            let factory = EventFactory()
            let samples = [
                factory.day(SampleDay(user: "__reserved__", readings: 2)),
                factory.day(SampleDay(user: "a/b", readings: 2)), factory.lifecycle(user: "u")[0],
            ]
            #expect(await database.destination.deliver(Batch(samples.map(\.event))) == .all(.delivered))
            let expected = ["%5F_reserved__/2026-09-15", "a%2Fb/2026-09-15", "u/\(samples[2].id)"]
            let paths = try await database.records().map(\.path)
            #expect(Set(paths) == Set(expected.map { "terra/2022-03-16/\($0)" }))
        }
    }

    @Test func whatFieldsCannotSayIsKeptBesideThem() async throws {
        try await TestDatabase.run { database in
            let exact = bodyEvent(#""a":{"b":[1,2.5,null,true,"x"]}"#, day: 1)
            let inexact = bodyEvent(#""a":[[1],[2]]"#, day: 2)
            for sample in [exact, inexact] { #expect(await database.deliver(sample) == .delivered) }
            let records = try await database.records()
            #expect(records.count == 2)
            #expect(records.first?.payload == nil)
            #expect(records.first?.fields.contains(#""a": {"b": [1, 2.5, null, true, "x"]}"#) == true)
            #expect(records.last?.payload.map { Array($0) } == inexact.payload)
            #expect(records.last?.fields.contains(#""a": [{"values": [1]}, {"values": [2]}]"#) == true)
        }
    }

    @Test func recordsThatNothingMayOverwriteGetNamesOfTheirOwn() async throws {
        try await TestDatabase.run { database in
            let factory = EventFactory()
            let samples = (0..<3).map { index in
                let payload = #"{"type":"auth","user":\#(EventFactory.user("u")),"n":\#(index)}"#
                return factory.make(type: "auth", user: "u", payload: payload, ordering: 77, records: [])
            }
            // Together and once more, apart and in another order, and one twice in a batch.
            for batch in [samples, samples.reversed(), [samples[1]], [samples[2], samples[2], samples[0]]] {
                let outcomes = await database.destination.deliver(Batch(batch.map(\.event)))
                for index in batch.indices { #expect(outcomes[index] == .delivered) }
            }
            let records = try await database.records()
            #expect(records.count == 3)
            #expect(Set(records.map(\.id)) == Set(samples.map(\.id)))
        }
    }

    @Test func anOlderDayNeverReplacesANewerOneAndAnEqualOneDoes() async throws {
        try await TestDatabase.run { database in
            let factory = EventFactory()
            for (ordering, readings, stays) in [(5, 3, 3), (4, 4, 3), (5, 2, 2), (6, 1, 1)] as [(Int64, Int, Int)] {
                let day = factory.day(SampleDay(user: "user-a", readings: readings), ordering: ordering)
                #expect(await database.deliver(day) == .delivered)
                let record = try #require(try await database.records().first)
                #expect(record.fields.components(separatedBy: "trend_arrow").count - 1 == stays)
            }
        }
    }

    @Test func whatIsThereIsReadOnlyWhereAConditionDoesNotHold() async throws {
        try await TestDatabase.run { database in
            let days = EventFactory().growing(SampleDay(user: "user-a"), readings: [1, 2, 3, 4])
            // Written on a guess, and the next one on what was written.
            for day in days[1...2] { #expect(await database.deliver(day) == .delivered) }
            var requests = try await database.requests()
            #expect(requests == ["batchWrite", "batchWrite"])
            // Whether the newer one still is there must be read.
            #expect(await database.deliver(days[0]) == .delivered)
            requests = try await database.requests()
            #expect(requests == ["batchWrite", "batchWrite", "batchGet"])
            // Another process knows nothing of them, and this one nothing of what that one wrote.
            let other = database.another()
            #expect(await other.deliver(Batch([days[3].event]))[0] == .delivered)
            await other.shutdown()
            requests = try await database.requests()
            #expect(requests.suffix(3) == ["batchWrite", "batchGet", "batchWrite"])
            #expect(await database.deliver(days[2]) == .delivered)
            #expect(try await database.records().first?.id == days[3].id)
        }
    }

    @Test func aDocumentOfOverOneMebibyteIsADeadLetterAndTheOthersAreNot() async throws {
        try await TestDatabase.run { database in
            let samples = [
                largeEvent(500_000, user: "a"), largeEvent(1_100_000, user: "b"), largeEvent(1_000_000, user: "c"),
            ]
            let outcomes = await database.destination.deliver(Batch(samples.map(\.event)))
            #expect(samples.indices.map { OutcomeKind(outcomes[$0]) } == [.delivered, .rejected, .delivered])
            #expect(outcomes[1].reason.contains("Firestore takes 1048576"))
            let records = try await database.records()
            #expect(records.count == 2)
        }
    }

    @Test func moreIndexEntriesThanFirestoreTakesAreADeadLetter() async throws {
        try await TestDatabase.run { database in
            // Google's limit of 40,000, which would take the server long to count up to.
            try await database.set(#"{"most_index_entries": 400}"#)
            let numbers = (0..<500).map(String.init).joined(separator: ",")
            let samples = [bodyEvent(#""n":[\#(numbers)]"#, user: "a"), bodyEvent(#""n":[]"#, user: "b")]
            let outcomes = await database.destination.deliver(Batch(samples.map(\.event)))
            #expect(samples.indices.map { OutcomeKind(outcomes[$0]) } == [.rejected, .delivered])
            #expect(outcomes[0].reason.contains("40,000 index entries"))
        }
    }

    @Test func aBatchThatIsLargerThanARequestGoesInSeveral() async throws {
        try await TestDatabase.run { database in
            let samples = (0..<14).map { largeEvent(900_000, user: "user-\($0)") }
            #expect(await database.destination.deliver(Batch(samples.map(\.event))) == .all(.delivered))
            let requests = try await database.requests()
            #expect(requests.count { $0 == "batchWrite" } == 2)
        }
    }

    @Test func aRevokedTokenIsReplacedOnTheWay() async throws {
        try await TestDatabase.run { database in
            try await database.set(#"{"answers": [{"code": "UNAUTHENTICATED"}]}"#)
            #expect(await database.deliver(EventFactory().athlete(user: "u")) == .delivered)
        }
    }
}
