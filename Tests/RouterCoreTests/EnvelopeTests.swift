import JSONScanner
import RouterCore
import Testing

@Suite struct EnvelopeTests {
    @Test(
        arguments: [
            (SampleEvent.body([]), "body", "u-1", "patient-0042", "DEXCOM"),
            (
                "{\"type\":\"athlete\",\"user\":\(SampleEvent.user),\"athlete\":{}}", "athlete", "u-1", "patient-0042",
                "DEXCOM"
            ),
            (
                "{\"type\":\"auth_cancelled\",\"status\":\"error\",\"reference_id\":\"patient-0042\"}",
                "auth_cancelled", nil,
                "patient-0042", nil
            ),
            ("{\"type\":\"auth_cancelled\",\"user\":null,\"reference_id\":null}", "auth_cancelled", nil, nil, nil),
            (
                "{\"new_user\":{\"user_id\":\"u-2\",\"provider\":\"DEXCOM\"},\"old_user\":\(SampleEvent.user),"
                    + "\"type\":\"user_reauth\"}",
                "user_reauth", "u-2", nil, "DEXCOM"
            ),
            ("{\"type\":\"s3_payload\",\"user_id\":\"u-3\",\"reference_id\":\"r-3\"}", "s3_payload", "u-3", "r-3", nil),
            ("{\"type\":\"healthcheck\",\"status\":\"healthy\"}", "healthcheck", nil, nil, nil),
            ("{\"type\":\"body\",\"user\":{\"provider\":\"DEXCOM\"}}", "body", nil, nil, "DEXCOM"),
            (
                "{\"type\":\"auth\",\"user\":{\"user_id\":\"u\",\"reference_id\":null},\"reference_id\":\"r\"}", "auth",
                "u", "r", nil
            ),
            ("{\"type\":\"x\",\"type\":\"y\",\"user\":{\"user_id\":\"\"}}", "y", nil, nil, nil),
            ("{\"t\\u0079pe\":\"caf\\u00e9\",\"user\":{\"user\\u005fid\":\"\\ud83d\\ude00\"}}", "café", "😀", nil, nil),
            // What an unknown event means by `user_id` is only asked where no user is there.
            ("{\"type\":\"new\",\"user\":\(SampleEvent.user),\"user_id\":7}", "new", "u-1", "patient-0042", "DEXCOM"),
        ] as [(String, String, String?, String?, String?)]
    )
    func `reads type and user`(
        _ text: String,
        type: String,
        userID: String?,
        referenceID: String?,
        provider: String?
    ) throws {
        let envelope = try withJSON(Array(text.utf8)[...]) { try Envelope($0) }
        #expect(envelope.type == type)
        #expect(envelope.userID == userID)
        #expect(envelope.referenceID == referenceID)
        #expect(envelope.provider == provider)
    }

    @Test(arguments: [
        ("[]", "an event must be an object, found an array"),
        ("\"body\"", "an event must be an object, found a string"),
        ("null", "an event must be an object, found null"),
        ("{}", "/type: missing"),
        ("{\"type\":7}", "/type: must be a string, found a number"),
        ("{\"type\":null}", "/type: must be a string, found null"),
        ("{\"type\":\"\"}", "/type: must not be empty"),
        ("{\"type\":\"\(String(repeating: "é", count: 65))\"}", "/type: must not be longer than 128 bytes"),
        ("{\"type\":\"a\\u0000\"}", "/type: must not hold the character U+0000 or half of a surrogate pair"),
        ("{\"type\":\"b\",\"user\":\"u\"}", "/user: must be an object, found a string"),
        ("{\"type\":\"b\",\"user\":[]}", "/user: must be an object, found an array"),
        ("{\"type\":\"b\",\"new_user\":1}", "/new_user: must be an object, found a number"),
        ("{\"type\":\"b\",\"user\":{\"user_id\":7}}", "/user/user_id: must be a string, found a number"),
        ("{\"type\":\"b\",\"user\":{\"user_id\":{}}}", "/user/user_id: must be a string, found an object"),
        ("{\"type\":\"b\",\"new_user\":{\"user_id\":7}}", "/new_user/user_id: must be a string, found a number"),
        ("{\"type\":\"b\",\"user\":{\"provider\":true}}", "/user/provider: must be a string, found true or false"),
        (
            "{\"type\":\"b\",\"user\":{\"user_id\":\"\\ud800\"}}",
            "/user/user_id: must not hold the character U+0000 or half of a surrogate pair"
        ),
        (
            "{\"type\":\"b\",\"user\":{\"reference_id\":\"\(String(repeating: "r", count: 513))\"}}",
            "/user/reference_id: must not be longer than 512 bytes"
        ),
        ("{\"type\":\"b\",\"user_id\":7}", "/user_id: must be a string, found a number"),
        ("{\"type\":\"b\",\"reference_id\":[]}", "/reference_id: must be a string, found an array"),
    ])
    func `says what is wrong with an event, and where`(_ text: String, message: String) throws {
        try withJSON(Array(text.utf8)[...]) { root in
            let error = #expect(throws: EnvelopeError.self) { try Envelope(root) }
            #expect(error?.description == message)
        }
    }

    @Test func `takes attributes as long as their limits`() throws {
        let long = String(repeating: "u", count: Envelope.maxAttributeLength)
        let type = String(repeating: "t", count: Envelope.maxTypeLength)
        let text = "{\"type\":\"\(type)\",\"user\":{\"user_id\":\"\(long)\",\"provider\":\"\(long)\"}}"
        let envelope = try withJSON(Array(text.utf8)[...]) { try Envelope($0) }
        #expect(envelope.type == type)
        #expect(envelope.userID == long)
        #expect(envelope.provider == long)
    }
}
