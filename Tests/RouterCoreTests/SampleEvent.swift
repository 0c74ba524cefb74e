import RouterCore

/// Events in the shapes that Terra's webhook sends.
enum SampleEvent {
    static let user = """
        {"user_id":"u-1","provider":"DEXCOM","created_at":"2026-08-01T09:12:33.000000+00:00",\
        "last_webhook_update":"2026-09-16T03:04:11.000000+00:00","scopes":"offline_access","reference_id":"patient-0042",\
        "active":true}
        """

    /// One day's element of a body event; samples as `sample` writes them.
    static func day(_ date: String, samples: [String], detailed: [String] = []) -> String {
        """
        {"metadata":{"start_time":"\(date)T00:00:00.000000+01:00","end_time":"\(date)T23:59:59.000000+01:00",\
        "timestamp_localization":1},"device_data":{"name":"Dexcom G7","other_devices":[]},"glucose_data":\
        {"blood_glucose_samples":[\(samples.joined(separator: ","))],"detailed_blood_glucose_samples":\
        [\(detailed.joined(separator: ","))],"gmi":null,"time_in_range":72.5},"heart_data":null}
        """
    }

    static func sample(_ timestamp: String, _ value: String, flag: String = "0", trend: String = "3") -> String {
        """
        {"timestamp":"\(timestamp)","blood_glucose_mg_per_dL":\(value),"glucose_level_flag":\(flag),"trend_arrow":\(trend)}
        """
    }

    static func body(_ elements: [String]) -> String {
        """
        {"status":"success","type":"body","user":\(user),"data":[\(elements.joined(separator: ","))],\
        "version":"2022-03-16"}
        """
    }

    /// An event as intake makes it, with what the text's envelope says.
    static func event(_ text: String, type: String, userID: String? = "u-1", id: String = "trace-1") -> Event {
        // Padding on both sides shows whoever takes the payload's indices for offsets.
        let bytes = Array("<<<\(text)>>".utf8)
        return Event(
            id: id,
            type: type,
            userID: userID,
            referenceID: "patient-0042",
            provider: "DEXCOM",
            reference: nil,
            receivedAt: 1_789_500_000_000,
            ordering: 1_789_500_000_000,
            destinations: [],
            payload: bytes[3..<bytes.count - 2]
        )
    }
}

func text(_ payload: Payload) -> String { String(decoding: payload, as: UTF8.self) }
