import RouterCore
import TestSupport
import Testing

/// What the made-up events claim of themselves must be what the router reads from their bytes.
@Suite struct SampleTests {
    private let factory = EventFactory()

    private var everything: [SampleEvent] {
        let days = (0..<10).map { SampleDay(user: "user-a", day: $0, readings: 20) }
        return factory.growing(SampleDay(user: "user-a"), readings: [1, 108, 288])
            + [factory.body(user: "user-a", days: days)]
            + [factory.day(SampleDay(user: "user-b", offsetSeconds: nil))]
            + [factory.day(SampleDay(user: "user-c", offsetSeconds: -12_600))]
            + [factory.userReauth(old: "user-a", new: "user-d")]
            + factory.otherKinds(user: "user-a")
            + factory.oddities(user: "user-e").map(\.event)
            + EventFactory.oddUsers.map { factory.day(SampleDay(user: $0, readings: 2)) }
    }

    @Test func recordsAreThoseThatTheRouterFinds() {
        for sample in everything {
            let records = sample.event.records()
            #expect(records.map(\.key) == sample.records.map(\.key))
            #expect(records.map(\.isData) == sample.records.map(\.isData))
            #expect(records.map(\.startTime) == sample.records.map(\.startTime))
            #expect(records.map { Array($0.document) } == sample.records.map(\.document))
        }
    }

    @Test func readingsAreThoseThatTheRouterFinds() {
        for sample in everything {
            let found = sample.event.glucoseReadings().map(\.reading)
            let claimed = sample.records.flatMap(\.readings)
            #expect(found.map(\.time) == claimed.map(\.time))
            #expect(found.map(\.milligramsPerDeciliter) == claimed.map { Double($0.milligramsPerDeciliter) })
            #expect(found.map(\.flag) == claimed.map(\.flag))
            #expect(found.map(\.trend) == claimed.map(\.trend))
        }
    }

    @Test func aLaterVersionOfADayContainsTheEarlierOne() {
        let versions = factory.growing(SampleDay(user: "u"), readings: [10, 200, 288])
        for (earlier, later) in zip(versions, versions.dropFirst()) {
            #expect(later.records[0].readings.starts(with: earlier.records[0].readings))
            #expect(later.event.ordering > earlier.event.ordering)
            #expect(later.records[0].key == earlier.records[0].key)
        }
    }

    @Test func valuesAreThoseOfASensor() {
        let readings = factory.day(SampleDay(user: "u")).records[0].readings
        #expect(readings.count == 288)
        #expect(Set(readings.map(\.timestamp)).count == 288)
        #expect(readings.allSatisfy { 40...400 ~= $0.milligramsPerDeciliter })
        #expect(readings.last?.timestamp == "2026-09-15T23:57:17.000000+01:00")
    }
}
