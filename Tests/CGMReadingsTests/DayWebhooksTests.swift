import CGMReadings
import Foundation
import RouterCore
import Testing

@Suite struct DayWebhooksTests {
    private let readings = (0..<12).map { hour in
        CGMReading(
            subject: "A \"quoted\" subject",
            date: hour < 8 ? "2026-02-28" : "2026-03-01",
            time: "\(hour + 10):00:00.000000",
            glucose: "\(60 + hour * 20)"
        )
    }

    @Test func makesOneWebhookADayThatHoldsItsReadings() throws {
        let webhooks = DayWebhooks().webhooks(for: readings.shuffled())
        #expect(webhooks.map(\.date) == ["2026-02-28", "2026-03-01"])
        #expect(webhooks.map(\.readingCount) == [8, 4])
        for webhook in webhooks {
            let root = try #require(JSONSerialization.jsonObject(with: Data(webhook.body)) as? [String: Any])
            let user = try #require(root["user"] as? [String: Any])
            #expect(user["reference_id"] as? String == "A \"quoted\" subject")
            let day = try #require((root["data"] as? [[String: Any]])?.first)
            let metadata = try #require(day["metadata"] as? [String: Any])
            #expect((metadata["start_time"] as? String)?.prefix(10) == webhook.date.prefix(10))
            let glucose = try #require(day["glucose_data"] as? [String: Any])
            #expect((glucose["blood_glucose_samples"] as? [Any])?.count == webhook.readingCount)
        }
    }

    @Test func supersetsGrowInOrderAndEndWithTheWholeDay() {
        let webhooks = DayWebhooks(versionsPerDay: 4).webhooks(for: readings).filter { $0.date == "2026-02-28" }
        #expect(webhooks.map(\.readingCount) == [2, 4, 6, 8])
        #expect(Set(webhooks.map(\.traceID)).count == 4)
        #expect(zip(webhooks, webhooks.dropFirst()).allSatisfy { $0.ordering < $1.ordering })
    }

    @Test func sameReadingsGiveTheSameTraceIDs() {
        let first = DayWebhooks(versionsPerDay: 3).webhooks(for: readings)
        #expect(first == DayWebhooks(versionsPerDay: 3).webhooks(for: readings.reversed()))
    }
}
