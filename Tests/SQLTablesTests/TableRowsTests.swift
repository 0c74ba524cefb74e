import RouterCore
import SQLTables
import TestSupport
import Testing

@Suite struct TableRowsTests {
    private let factory = EventFactory()

    @Test func aGrowingDayIsOneRowAndItsNewestReadings() {
        let versions = factory.growing(SampleDay(user: "u"), readings: [12, 100, 288, 287])
        let rows = TableRows(Batch(versions.map(\.event)))
        #expect(rows.dataPayloads.count == 1)
        #expect(rows.dataPayloads.first?.eventID == versions[3].id)
        #expect(rows.dataPayloads.first?.event == 3)
        #expect(rows.samples.count == 288)
        #expect(rows.samples.last?.event == 2, "the last version no longer has the last reading: it stays as it was")
        #expect(rows.samples.dropLast().allSatisfy { $0.event == 3 })
        #expect(rows.users.map(\.userID) == ["u"])
    }

    @Test(arguments: 0..<50)
    func newestWinsInEveryOrder(seed: UInt64) {
        var random = SeededGenerator(seed)
        let versions = (0..<40).map { _ in
            let day = SampleDay(
                user: "user-\(Int.random(in: 0..<3, using: &random))",
                day: .random(in: 0..<2, using: &random),
                readings: .random(in: 0...6, using: &random),
                offsetSeconds: [3600, 7200, nil].randomElement(using: &random) ?? nil,
                correction: .random(in: 0..<50, using: &random)
            )
            return factory.day(day, ordering: .random(in: 1...12, using: &random))
        }
        let shuffled = versions.shuffled(using: &random)
        let rows = TableRows(Batch(shuffled.map(\.event)))
        #expect(Set(rows.samples.map { ModelReading($0, rows) }) == ModelReading.newest(of: shuffled, hasOffset: true))
        #expect(
            Set(rows.floatingSamples.map { ModelReading($0, rows) })
                == ModelReading.newest(of: shuffled, hasOffset: false)
        )
        for payload in rows.dataPayloads {
            let others = shuffled.filter {
                $0.records.contains { $0.key.userID == payload.userID && $0.key.value == payload.recordKey }
            }
            let newest = others.map(\.event.ordering).max()
            #expect(payload.ordering == newest)
            #expect(payload.eventID == others.last { $0.event.ordering == newest }?.id)
        }
    }

    @Test func rowsAreInTheOrderOfTheirKeys() {
        let users = ["b", "a", "ä", "c", "a\u{308}", "B"]
        let events = users.flatMap { user in
            [1, 0].map { factory.day(SampleDay(user: user, day: $0, readings: 3)) } + factory.lifecycle(user: user)
        }
        let rows = TableRows(Batch(events.map(\.event)))
        let inOrder = ["B", "a", "a\u{308}", "b", "c", "ä"].map { Array($0.utf8) }
        #expect(rows.users.map { Array($0.userID.utf8) } == inOrder)
        #expect(rows.dataPayloads.map { Array($0.userID.utf8) } == inOrder.flatMap { [$0, $0] })
        #expect(rows.dataPayloads.map(\.recordKey) == inOrder.flatMap { _ in ["2026-09-01", "2026-09-02"] })
        #expect(
            rows.samples.map { Array(rows.sampleUsers[$0.user].utf8) }
                == inOrder.flatMap { Array(repeating: $0, count: 6) }
        )
        let times = rows.samples.prefix(6).compactMap(\.time.unixMicroseconds)
        #expect(times == times.sorted() && times.count == 6)
        let ids = rows.otherPayloads.map(\.eventID)
        #expect(ids == ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test func aChunkIsOneRowADayWithADocumentOfItsOwn() {
        let days = (0..<10).map { SampleDay(user: "u", day: $0, readings: 4) }
        let chunk = factory.body(user: "u", days: days)
        let rows = TableRows(Batch([chunk.event]))
        #expect(rows.dataPayloads.map(\.recordKey) == days.map(\.date))
        #expect(rows.dataPayloads.map { Array($0.payload) } == chunk.records.map(\.document))
        #expect(rows.dataPayloads.map { $0.start?.localText } == days.map { "\($0.date)T00:00:00.000000" })
        #expect(rows.samples.count == 40)
    }

    @Test func theSameInstantUnderAnotherOffsetIsTheSameReading() {
        let summer = #"{"timestamp":"2026-10-25T02:30:00+02:00","blood_glucose_mg_per_dL":100}"#
        let winter = #"{"timestamp":"2026-10-25T01:30:00+01:00","blood_glucose_mg_per_dL":110}"#
        let rows = TableRows(Batch([body(user: "u", samples: [summer, winter])]))
        #expect(rows.samples.map(\.milligramsPerDeciliter) == [110])
        #expect(rows.samples.map(\.time.offsetSeconds) == [3600])
    }

    @Test func theHourThatComesTwiceIsTwoReadings() {
        let first = #"{"timestamp":"2026-10-25T02:30:00+02:00","blood_glucose_mg_per_dL":100}"#
        let second = #"{"timestamp":"2026-10-25T02:30:00+01:00","blood_glucose_mg_per_dL":110}"#
        let floating = #"{"timestamp":"2026-10-25T02:30:00","blood_glucose_mg_per_dL":120}"#
        let rows = TableRows(Batch([body(user: "u", samples: [second, floating, first])]))
        #expect(rows.samples.map(\.milligramsPerDeciliter) == [100, 110])
        #expect(rows.floatingSamples.map(\.milligramsPerDeciliter) == [120])
    }

    @Test func whatDoesNotFitTheColumnsIsLeftToThePayload() {
        let sample = #"{"timestamp":"2026-10-25T02:30:00Z","glucose_level_flag":70000,"trend_arrow":-40000}"#
        let rows = TableRows(Batch([body(user: "u", samples: [sample])]))
        #expect(rows.samples.map(\.flag) == [nil])
        #expect(rows.samples.map(\.trend) == [nil])
        #expect(rows.samples.map(\.milligramsPerDeciliter) == [nil])
    }

    @Test func dataThatNamesNoUserIsKeptWholeAndItsReadingsBelongToNobody() {
        let sample = #"{"timestamp":"2026-10-25T02:30:00Z","blood_glucose_mg_per_dL":100}"#
        let rows = TableRows(
            Batch([body(user: nil, samples: [sample]), body(user: nil, samples: [sample], id: "other")])
        )
        #expect(rows.dataPayloads.map(\.userID) == ["", ""])
        #expect(rows.dataPayloads.map(\.recordKey) == ["anonymous", "other"])
        #expect(rows.samples.isEmpty)
        #expect(rows.users.isEmpty)
    }

    @Test func eventsWithoutDataAreOtherPayloads() {
        let events = factory.lifecycle(user: "u") + [factory.emptyData(user: "u")]
        let rows = TableRows(Batch((events + events).map(\.event)))
        #expect(Set(rows.otherPayloads.map(\.eventID)) == Set(events.map(\.id)))
        #expect(rows.otherPayloads.count == events.count)
        #expect(rows.dataPayloads.isEmpty)
    }

    private func body(user: String?, samples: [String], id: String = "anonymous") -> Event {
        let envelope = user.map { #""user":{"user_id":"\#($0)","provider":"DEXCOM"},"# } ?? ""
        let payload =
            #"{"type":"body",\#(envelope)"data":[{"metadata":{"start_time":"2026-10-25T00:00:00+02:00"},"#
            + #""glucose_data":{"blood_glucose_samples":[\#(samples.joined(separator: ","))]}}]}"#
        return Event(
            id: id,
            type: "body",
            userID: user,
            referenceID: nil,
            provider: nil,
            reference: nil,
            receivedAt: 1,
            ordering: 1,
            destinations: [],
            payload: ArraySlice(payload.utf8)
        )
    }
}
