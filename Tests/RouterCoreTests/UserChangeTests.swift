import RouterCore
import Testing

@Suite struct UserChangeTests {
    private static let profile = UserProfile(
        userID: "u-1",
        referenceID: "patient-0042",
        provider: "DEXCOM",
        createdAt: SampleTime(parsing: "2026-08-01T09:12:33Z"),
        createdAtText: "2026-08-01T09:12:33.000000+00:00",
        scopes: "offline_access",
        active: true
    )

    @Test(
        arguments: [
            ("auth", "\"status\":\"success\",", .active), ("auth", "\"status\":\"error\",", nil), ("auth", "", nil),
            ("deauth", "", .deauthenticated), ("access_revoked", "\"status\":\"warning\",", .accessRevoked),
            ("connection_error", "", .connectionError), ("permission_change", "", nil),
            ("body", "\"status\":\"success\",", nil),
            ("athlete", "", nil), ("brand_new_event", "", nil),
        ] as [(String, String, UserState?)]
    )
    func `reads the user and what has become of the connection`(_ type: String, status: String, state: UserState?) {
        let payload = "{\(status)\"user\":\(SampleEvent.user),\"type\":\"\(type)\",\"data\":[]}"
        let changes = SampleEvent.event(payload, type: type).userChanges()
        #expect(changes == [UserChange(profile: Self.profile, state: state)])
    }

    @Test func `replaces the old user by the new one`() {
        let payload = """
            {"type":"user_reauth","new_user":\(SampleEvent.user),"old_user":{"user_id":"u-0","provider":"DEXCOM",\
            "scopes":7,"created_at":"long ago"},"status":"warning"}
            """
        let changes = SampleEvent.event(payload, type: "user_reauth").userChanges()
        let old = UserProfile(userID: "u-0", provider: "DEXCOM", createdAtText: "long ago")
        #expect(
            changes == [
                UserChange(profile: Self.profile, state: .active),
                UserChange(profile: old, state: .replaced, replacedBy: "u-1"),
            ]
        )
    }

    @Test(arguments: ["", ",\"old_user\":null", ",\"old_user\":{\"user_id\":\"u-1\"}", ",\"old_user\":{\"user_id\":7}"])
    func `replaces nobody where no other user is named`(_ oldUser: String) {
        let payload = "{\"type\":\"user_reauth\",\"new_user\":\(SampleEvent.user)\(oldUser)}"
        let changes = SampleEvent.event(payload, type: "user_reauth").userChanges()
        #expect(changes == [UserChange(profile: Self.profile, state: .active)])
    }

    @Test func `says no more than the event does`() {
        let payload = "{\"type\":\"s3_payload\",\"user_id\":\"u-1\"}"
        let changes = SampleEvent.event(payload, type: "s3_payload").userChanges()
        let profile = UserProfile(userID: "u-1", referenceID: "patient-0042", provider: "DEXCOM")
        #expect(changes == [UserChange(profile: profile)])
        #expect(SampleEvent.event(payload, type: "healthcheck", userID: nil).userChanges().isEmpty)
    }
}
