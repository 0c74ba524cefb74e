import CGMReadings
import Foundation
import Testing

/// What the file and the events made of it say that every target must hold.
struct Expectation {
    /// mg/dL by "user/local time".
    private let readings: [String: String]
    /// "user/date".
    let days: Set<String>
    private let bodies: Set<Data>

    init(_ readings: [CGMReading], _ webhooks: [DayWebhook]) {
        self.readings = Dictionary(
            readings.map { ("\(DayWebhooks.userID(for: $0.subject))/\($0.date)T\($0.time)", $0.glucose) },
            uniquingKeysWith: { $1 }
        )
        days = Set(webhooks.map { "\($0.userID)/\($0.date)" })
        bodies = Set(webhooks.map { Data($0.body) })
    }

    /// Nothing missing, nothing doubled, nothing stale; says what was found.
    func check(_ found: ReadBack, of name: String) throws {
        var words: [String] = []
        if let rows = found.readings {
            check(rows, what: "\(name), rows")
            words.append("\(rows.count) readings")
        }
        if let documents = found.documents {
            #expect(documents.count == days.count, "\(name): a document a day")
            #expect(Set(try documents.map(ReadBack.day)) == days, "\(name): a document for every day")
            let inside = try documents.flatMap(ReadBack.readings)
            check(inside, what: "\(name), documents")
            words.append("\(documents.count) documents with \(inside.count) readings")
        }
        if let deliveries = found.deliveries {
            #expect(deliveries.count == bodies.count, "\(name): every version of every day, once")
            #expect(Set(deliveries) == bodies, "\(name): as they were sent")
            // Whoever keeps the last of each day must be left with the newest.
            let last = Dictionary(try deliveries.map { (try ReadBack.day(of: $0), $0) }, uniquingKeysWith: { $1 })
            check(try last.values.flatMap(ReadBack.readings), what: "\(name), the last event of each day")
            words.append("\(deliveries.count) events, the last of each day with \(readings.count) readings")
        }
        #expect(!words.isEmpty, "\(name) was not read")
        print("> \(name), read with \(found.client): \(words.joined(separator: ", "))")
    }

    private func check(_ found: [(key: String, value: String)], what: String) {
        #expect(found.count == readings.count, "\(what): \(found.count) readings of \(readings.count)")
        let byKey = Dictionary(found.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let wrong = readings.filter { byKey[$0.key] != $0.value }
        #expect(wrong.isEmpty, "\(what): \(wrong.count) readings missing or wrong, such as \(wrong.keys.prefix(3))")
        let surplus = byKey.keys.filter { readings[$0] == nil }
        #expect(surplus.isEmpty, "\(what): \(surplus.count) readings that the file does not have")
    }
}
