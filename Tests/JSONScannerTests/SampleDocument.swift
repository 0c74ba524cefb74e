/// Documents that look like the events the scanner is made for.
enum SampleDocument {
    /// A day of glucose with an envelope, unknown members, escapes and characters beyond ASCII.
    static func day(readings: Int, seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed)
        let samples = (0..<readings).map { index in
            let hour = index * 5 / 60 % 24
            let minute = index * 5 % 60
            let value = Int.random(in: 40...400, using: &generator)
            let trend = Int.random(in: 0...5, using: &generator)
            return """
                {"timestamp":"2026-09-15T\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute):17.000000+01:00",\
                "blood_glucose_mg_per_dL":\(value),"glucose_level_flag":0,"trend_arrow":\(trend)}
                """
        }
        let tail = tails.randomElement(using: &generator) ?? ""
        return """
            {"status":"success","type":"body","user":{"user_id":"2b9f8e0a-6c1d","provider":"DEXCOM","active":true,\
            "scopes":null,"name":"Zoë \\u00e9\\ud83d\\ude00 \\"x\\" 日本"},
            \t"data":[{"metadata":{"start_time":"2026-09-15T00:00:00+01:00"},"glucose_data":{"blood_glucose_samples":\
            [\(samples.joined(separator: ","))],"day_avg":-1.3364e+2,"gmi":null,"daily_patterns":[]}}],\(tail)\
            "version":"2022-03-16"}
            """
    }

    private static let tails = [
        "", "\"x\":{},", "\"deep\":[[[[{\"a\":[]}]]]],",
        "\"numbers\":[0,-0,0.5,1E3,1e-3,123456789012345678901234567890],",
        "\"path\":\"a\\/b\\\\c\\b\\f\\n\\r\\t\",", " \"spaced\" : [ 1 , true , false , null ] ,\r\n",
    ]
}
