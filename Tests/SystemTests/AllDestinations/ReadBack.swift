import Foundation
import Testing

/// What another client found in a target.
struct ReadBack {
    /// With what it was read.
    let client: String
    /// Of a store with a table of readings: "user/local time" and mg/dL of each row.
    var readings: [(key: String, value: String)]?
    /// Of a store: the newest document of each user's day.
    var documents: [Data]?
    /// Of a stream: every event, in the order in which those of one user arrived.
    var deliveries: [Data]?

    /// The readings in an event or in a document made of one, by "user/time".
    static func readings(in document: Data) throws -> [(key: String, value: String)] {
        let root = try #require(try JSONSerialization.jsonObject(with: document) as? [String: Any])
        let user = try #require((root["user"] as? [String: Any])?["user_id"] as? String)
        return try #require(root["data"] as? [[String: Any]]).flatMap { day in
            let glucose = try #require(day["glucose_data"] as? [String: Any])
            return try #require(glucose["blood_glucose_samples"] as? [[String: Any]]).map { sample in
                let time = try #require(sample["timestamp"] as? String)
                let value = try #require(sample["blood_glucose_mg_per_dL"] as? NSNumber)
                return (key: "\(user)/\(time)", value: "\(value.intValue)")
            }
        }
    }

    /// The user and the local date that an event or a document is about.
    static func day(of document: Data) throws -> String {
        let root = try #require(try JSONSerialization.jsonObject(with: document) as? [String: Any])
        let user = try #require((root["user"] as? [String: Any])?["user_id"] as? String)
        let day = try #require((root["data"] as? [[String: Any]])?.first?["metadata"] as? [String: Any])
        return "\(user)/\(try #require(day["start_time"] as? String).prefix(10))"
    }
}
