import RouterCore

extension EventFactory {
    /// Body events of days of their own whose payloads are valid JSON that careless code damages or refuses.
    package func oddities(user: String) -> [(name: String, event: SampleEvent)] {
        let depth = 200
        let oddities = [
            ("escapes", #""\u0073tatus2":"\" \\ \/ \b\f\n\r\t \u00e9 \u20ac""#),
            ("NUL", #""note":"before\u0000after""#),
            ("lone surrogates", #""note":"\ud83d and \ude00 and \ude00\ud83d""#),
            ("surrogate pair", #""note":"\ud83d\ude00 \uD83D\uDE00""#),
            ("beyond the basic plane", "\"note\":\"😀 \u{2028} \u{FEFF} é\u{301}\""),
            ("huge numbers", #""numbers":[1e400,-1E+400,1e-400,-0,-0.0,123456789012345678901234567890,0.1e1]"#),
            ("duplicate keys", #""note":1,"note":2,"version":"first""#),
            ("an empty key", #""":"","a":{"":{}}"#),
            ("deep nesting", #""deep":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)),
            ("white space", "\r\n\t \"note\" \t:\n[ ]\r\n"),
            ("a long string", "\"note\":\"" + String(repeating: "x", count: 300_000) + "\""),
            ("SQL and markup", #""note":"'; DROP TABLE terra_users; -- $1 <b> %s ${HOME} \\copy""#),
        ]
        return oddities.enumerated().map { index, oddity in
            let day = SampleDay(user: user, day: index, readings: 3)
            return (oddity.0, odd(day, members: oddity.1))
        }
    }

    /// Ids of users that tempt code to leave its folder, its quotes or its column.
    package static let oddUsers = [
        "../../escape", "a/b", "a\\b", ".", "..", "~", "-rf", "with space", "quote'\"quote", "%2e%2e%2f", "ünïcode-😀",
        "CON", "new\nline", "{user_id}", "$(id)", String(repeating: "u", count: 300),
    ]

    private func odd(_ day: SampleDay, members: String) -> SampleEvent {
        let payload =
            #"{"type":"body","user":\#(Self.user(day.user)),\#(members),"data":[\#(day.item)],"version":"2022-03-16"}"#
        let record = SampleRecord(
            key: day.key,
            isData: true,
            startTime: day.startTime,
            document: Array(payload.utf8),
            readings: day.samples
        )
        return make(type: "body", user: day.user, payload: payload, ordering: nil, records: [record])
    }
}
