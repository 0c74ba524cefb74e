import TestSupport

/// A day with a note of so many bytes.
func largeEvent(_ count: Int, user: String = "user-a", ordering: Int64? = nil) -> SampleEvent {
    bodyEvent(#""note":"\#(String(repeating: "x", count: count))""#, user: user, ordering: ordering)
}

/// A day with members of its own at the root of its payload.
func bodyEvent(_ members: String, user: String = "user-a", day: Int = 14, ordering: Int64? = nil) -> SampleEvent {
    let day = SampleDay(user: user, day: day, readings: 3)
    let payload = #"{"type":"body","user":\#(EventFactory.user(user)),\#(members),"data":[\#(day.item)]}"#
    return EventFactory().make(type: "body", user: user, payload: payload, ordering: ordering, records: [])
}
