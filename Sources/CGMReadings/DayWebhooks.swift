import Crypto
import RouterCore

/// Turns readings into the body webhooks that Terra would send for a Dexcom user: one a subject and day, or several
/// growing supersets of it, in the order in which they would have arrived.
package struct DayWebhooks: Sendable {
    /// How many versions of each day, each a superset of the one before; the last one is the whole day.
    package var versionsPerDay = 1
    /// Appended to every time, such as `+01:00`; empty: times without an offset, as the file has them.
    package var offset = ""

    package init(versionsPerDay: Int = 1, offset: String = "") {
        self.versionsPerDay = max(1, versionsPerDay)
        self.offset = offset
    }

    package func webhooks(for readings: [CGMReading]) -> [DayWebhook] {
        var days: [DayKey: [CGMReading]] = [:]
        for reading in readings {
            days[DayKey(subject: reading.subject, date: reading.date), default: []].append(reading)
        }
        var webhooks: [DayWebhook] = []
        for (day, readings) in days {
            let sorted = readings.sorted { $0.time < $1.time }
            for count in versionSizes(of: sorted.count) {
                webhooks.append(webhook(day, Array(sorted.prefix(count))))
            }
        }
        return webhooks.sorted { ($0.ordering, $0.traceID) < ($1.ordering, $1.traceID) }
    }

    /// A stable user id for a subject: a UUID made of the SHA-256 of the name.
    package static func userID(for subject: String) -> String {
        let hex = Self.hex(SHA256.hash(data: Array(("subject:" + subject).utf8)).prefix(16))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(Array(hex)[$0]) }
        return groups.joined(separator: "-")
    }

    private struct DayKey: Hashable {
        let subject: String
        let date: String
    }

    private func versionSizes(of count: Int) -> [Int] {
        let versions = min(versionsPerDay, count)
        return (1...max(1, versions)).map { count * $0 / max(1, versions) }
    }

    private func webhook(_ day: DayKey, _ readings: [CGMReading]) -> DayWebhook {
        let userID = Self.userID(for: day.subject)
        let body = Array(json(day, userID: userID, readings).utf8)
        let last = readings.last.flatMap { SampleTime(parsing: "\($0.date)T\($0.time)") }
        return DayWebhook(
            traceID: Self.hex(SHA256.hash(data: body).prefix(16)),
            ordering: (last?.localMicroseconds ?? 0) / 1000,
            userID: userID,
            date: day.date,
            readingCount: readings.count,
            body: body
        )
    }

    private func json(_ day: DayKey, userID: String, _ readings: [CGMReading]) -> String {
        let samples = readings.map { reading in
            """
            {"timestamp":"\(reading.date)T\(reading.time)\(offset)","blood_glucose_mg_per_dL":\(reading.glucose),\
            "glucose_level_flag":\(Self.flag(reading.glucose)),"trend_arrow":0}
            """
        }
        let end = SampleTime(parsing: day.date + "T00:00:00").map {
            SampleTime(localMicroseconds: $0.localMicroseconds + 86_400_000_000, offsetSeconds: nil).localText
        }
        return """
            {"status":"success","type":"body","user":{"user_id":"\(userID)","provider":"DEXCOM",\
            "created_at":null,"last_webhook_update":null,"scopes":"offline_access",\
            "reference_id":\(Self.quoted(day.subject)),"active":true},"data":[{"metadata":{\
            "start_time":"\(day.date)T00:00:00.000000\(offset)","end_time":"\(end ?? day.date)\(offset)",\
            "timestamp_localization":1},"device_data":{"name":"Dexcom G4","manufacturer":"Dexcom"},\
            "glucose_data":{"blood_glucose_samples":[\(samples.joined(separator: ","))],\
            "detailed_blood_glucose_samples":[]}}],"version":"2022-03-16"}
            """
    }

    /// Terra's `glucose_level_flag`: 0 normal, 1 high (over 180 mg/dL), 2 low (under 70 mg/dL).
    private static func flag(_ glucose: String) -> Int {
        let value = Double(glucose) ?? 0
        return value > 180 ? 1 : value < 70 ? 2 : 0
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\0"..<" ": quoted += "\\u00" + hex(CollectionOfOne(UInt8(truncatingIfNeeded: scalar.value)))
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
