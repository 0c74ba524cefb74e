import Foundation
import RouterCore

/// Events of the user that the golden files are of.
enum TestEvents {
    static let user = "2b9f8e0a-6c1d-4f3e-9a57-0c1f6d2e8b41"
    /// 2026-09-16T03:04:11.123Z
    static let ordering: Int64 = 1_789_527_851_123

    static func event(
        _ payload: String,
        type: String = "body",
        user: String? = user,
        referenceID: String? = "patient-0042",
        id: String = "trace-1"
    ) -> Event {
        Event(
            id: id,
            type: type,
            userID: user,
            referenceID: referenceID,
            provider: "DEXCOM",
            reference: "ref-1",
            receivedAt: 1_789_527_852_000,
            ordering: ordering,
            destinations: [],
            payload: ArraySlice(payload.utf8)
        )
    }

    /// A body event of one day with these elements of `blood_glucose_samples`.
    static func day(
        samples: String,
        date: String = "2026-09-15",
        offset: String = "Z",
        localization: Int = 1,
        device: String = "null"
    ) -> String {
        let element = element(samples, date, offset, localization, device)
        return #"{"type":"body","user":{"user_id":"\#(user)"},"data":[\#(element)]}"#
    }

    static func element(
        _ samples: String,
        _ date: String,
        _ offset: String = "Z",
        _ localization: Int = 1,
        _ device: String = "null"
    ) -> String {
        let end = date.prefix(8) + String(format: "%02d", (Int(date.suffix(2)) ?? 0) + 1)
        return #"{"metadata":{"start_time":"\#(date)T00:00:00.000000\#(offset)","#
            + #""end_time":"\#(end)T00:00:00\#(offset)","#
            + #""timestamp_localization":\#(localization)},"device_data":\#(device),"#
            + #""glucose_data":{"blood_glucose_samples":[\#(samples)]}}"#
    }

    /// Elements five minutes apart with these values.
    static func samples(_ values: [String], date: String = "2026-09-15", offset: String = "Z") -> String {
        values.enumerated().map { index, value in
            let time = String(format: "%02d:%02d:00", index / 12, index % 12 * 5)
            return #"{"timestamp":"\#(date)T\#(time)\#(offset)","blood_glucose_mg_per_dL":\#(value)}"#
        }.joined(separator: ",")
    }

    /// `Tests/Golden`.
    static var goldenFolder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Golden")
    }

    static func golden(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: goldenFolder.appending(path: name)))
    }

    /// The event that the golden files are made of.
    static func goldenEvent() throws -> Event {
        event(String(decoding: try golden("day.json"), as: UTF8.self))
    }
}
