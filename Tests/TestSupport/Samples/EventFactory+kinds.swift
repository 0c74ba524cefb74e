import RouterCore

extension EventFactory {
    /// One event of every kind that is not a day of readings: lifecycle, athlete, unknown, empty.
    package func otherKinds(user: String) -> [SampleEvent] {
        lifecycle(user: user) + [
            athlete(user: user),
            emptyData(user: user),
            whole(type: "brand_new_event", user: user, payload: object("brand_new_event", user, #""data":{"x":1}"#)),
        ]
    }

    /// Every lifecycle event of Terra that has no record of data in it.
    package func lifecycle(user: String) -> [SampleEvent] {
        let warning = #""status":"warning","message":"made up""#
        let reference = #""reference":"5a3c2540-7139-44c6-8158-f81196e2cf2e""#
        var events = [
            ("auth", #""status":"success","message":null,"widget_session_id":"a5f0","flow_id":null"#),
            ("deauth", #""status":"success","message":"User has deauthenticated""#),
            ("access_revoked", warning),
            ("connection_error", warning),
            ("permission_change", warning + #","scopes_added":"egv","scopes_removed":"""#),
            ("large_request_processing", #""status":"processing","message":"…","# + reference),
            ("large_request_sending", #""message":"…","expected_payloads":4,"# + reference),
            ("rate_limit_hit", #""start_date":"2026-08-01T00:00:00","end_date":null,"retrying_at":null"#),
        ]
        .map { type, members in whole(type: type, user: user, payload: object(type, user, members)) }
        events.append(
            whole(
                type: "auth_cancelled",
                user: nil,
                payload: #"{"type":"auth_cancelled","status":"error","reason":"user_cancelled","reference_id":"p"}"#
            )
        )
        events.append(
            whole(
                type: "healthcheck",
                user: nil,
                payload: #"{"type":"healthcheck","status":"healthy","sent_webhooks_last_hour":412}"#
            )
        )
        return events
    }

    /// The event that says that `new` replaces `old`. It belongs to the new user.
    package func userReauth(old: String, new: String) -> SampleEvent {
        let payload =
            #"{"type":"user_reauth","new_user":\#(Self.user(new)),"old_user":\#(Self.user(old)),"#
            + #""status":"warning","message":"made up","version":"2022-03-16"}"#
        return whole(type: "user_reauth", user: new, payload: payload)
    }

    /// An `athlete` event, of which a store keeps one per user.
    package func athlete(user: String) -> SampleEvent {
        let payload = object("athlete", user, #""athlete":{"first_name":null,"age":41},"version":"2022-03-16""#)
        let key = NaturalKey(userID: user, type: "athlete", value: "")
        let record = SampleRecord(
            key: key,
            isData: true,
            startTime: nil,
            document: Array(payload.utf8),
            readings: []
        )
        return make(type: "athlete", user: user, payload: payload, ordering: nil, records: [record])
    }

    /// A body event with no data in it.
    package func emptyData(user: String) -> SampleEvent {
        whole(type: "body", user: user, payload: object("body", user, #""data":[],"version":"2022-03-16""#))
    }

    private func object(_ type: String, _ user: String, _ members: String) -> String {
        #"{"type":"\#(type)","user":\#(Self.user(user)),\#(members)}"#
    }
}
